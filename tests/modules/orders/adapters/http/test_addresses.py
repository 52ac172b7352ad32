"""Addresses of the world, over HTTP."""

from typing import Any

import pytest

from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.request_bodies import HOME, body

ELSEWHERE = {
    "Hong Kong": {"line1": "1 Queen's Road", "city": "Central", "region": "Hong Kong Island", "country": "HK"},
    "Dubai": {"line1": "Sheikh Zayed Road", "city": "Dubai", "country": "AE"},
    "Doha": {"line1": "Corniche", "city": "Doha", "country": "QA"},
    "Singapore": {"line1": "8 Marina View", "postal_code": "018960", "country": "SG"},
    "Zurich": {"line1": "Bahnhofstrasse 1", "city": "Z\u00fcrich", "postal_code": "CH-8001", "country": "CH"},
    "London": {"line1": "12 St James's Square", "city": "London", "postal_code": "sw1y4jh", "country": "GB"},
}
WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"country": "GB", "city": "London"}, "/postal_code", "required"),
    ({"country": "GB", "city": "London", "postal_code": "12345"}, "/postal_code", "postal_code_invalid"),
    ({"country": "US", "city": "Albany", "region": "NY"}, "/postal_code", "required"),
    ({"country": "DE", "city": "Bonn", "postal_code": "5311"}, "/postal_code", "postal_code_invalid"),
    ({"country": "CH", "postal_code": "8001"}, "/city", "required"),
    ({"country": "US", "city": "Albany", "postal_code": "12207", "region": "Atlantis"}, "/region", "region_unknown"),
]
PHONES = [
    "+44 20 7946 0018 ext. 42",
    "020\u00a07946\u202f0018",
    "\u0660\u0661\u0662\u0663\u0664\u0665",
    "(0)30/12-34 #5",
    "tel: 112",
]


@pytest.mark.parametrize("place", ELSEWHERE.values(), ids=ELSEWHERE)
async def test_orders_can_be_shipped_to_any_country(client: Client, place: dict[str, str]) -> None:
    address = {"name": "Ada", **place}
    for path, status in (("/v1/orders/quote", 200), ("/v1/orders", 201)):
        response = await client("customer").post(path, json=body(("TEA", 1), shipping_address=address))
        assert response.status_code == status, response.text
    assert {name: value for name, value in response.json()["shipping_address"].items() if value is not None} == address


@pytest.mark.parametrize(("parts", "pointer", "code"), WRONG)
async def test_missing_address_fields_are_reported_with_an_example(
    client: Client, parts: dict[str, Any], pointer: str, code: str
) -> None:
    http, address = client("customer"), {"name": "Ada", "line1": "1 Road", **parts}
    path = (await http.post("/v1/orders", json=body(("TEA", 1)))).headers["Location"]
    for kind in ("shipping_address", "billing_address"):
        requested = body(("TEA", 1), **{kind: address})
        for response in (
            await http.post("/v1/orders", json=requested),
            await http.post("/v1/orders/quote", json=requested),
            await http.patch(path, json={kind: {"city": None, "region": None, "postal_code": None, **address}}),
        ):
            assert response.status_code == 422, response.text
            (error,) = response.json()["errors"]
            assert (error["pointer"], error["code"]) == (f"/{kind}{pointer}", code)
            assert parts["country"] in error["message"]


async def test_a_changed_country_requires_a_whole_address(client: Client) -> None:
    http = client("customer")
    path = (await http.post("/v1/orders", json=body(("TEA", 1)))).headers["Location"]
    half = await http.patch(path, json={"shipping_address": {"country": "DE"}})
    assert half.json()["errors"][0]["code"] == "postal_code_invalid"
    whole = await http.patch(path, json={"shipping_address": {"country": "QA", "city": "Doha", "postal_code": None}})
    assert whole.status_code == 200, whole.text
    assert whole.json()["shipping_address"]["postal_code"] is None


@pytest.mark.parametrize("phone", PHONES)
async def test_phone_numbers_are_stored_as_written(client: Client, phone: str) -> None:
    response = await client("customer").post(
        "/v1/orders", json=body(("TEA", 1), shipping_address={**HOME, "phone": phone})
    )
    assert response.status_code == 201, response.text
    assert response.json()["shipping_address"]["phone"] == phone


@pytest.mark.parametrize("phone", ["12", "call me", "1" * 41, "020\n7946", "\u200b123"])
async def test_an_invalid_phone_number_is_rejected(client: Client, phone: str) -> None:
    response = await client("customer").post(
        "/v1/orders", json=body(("TEA", 1), shipping_address={**HOME, "phone": phone})
    )
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/shipping_address/phone"
