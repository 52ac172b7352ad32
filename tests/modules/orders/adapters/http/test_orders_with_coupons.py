"""Orders and quotes with coupons, over HTTP."""

from typing import Any

import pytest
from fastapi import FastAPI

from modules.orders.adapters.inbound.http.orders.responses import QuoteOut
from modules.orders.http_container import OrdersHttpContainer
from modules.promotions.http_container import PromotionsHttpContainer
from shared.infra.http.app import HttpServices
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from shared.kernel.principal import Principal
from tests.modules.orders.adapters.http import conftest
from tests.modules.orders.adapters.http.conftest import Client, app_of
from tests.modules.orders.adapters.http.request_bodies import body


@pytest.fixture(autouse=True)
def merchants(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shop with callers that may issue coupons or only read them; without rate limits."""
    scopes = frozenset({"coupons:read", "coupons:write"})
    monkeypatch.setitem(conftest.PEOPLE, "merchant", Principal("2", "user", scopes, owner_id=2))
    monkeypatch.setitem(conftest.PEOPLE, "clerk", Principal("4", "user", frozenset({"coupons:read"}), owner_id=4))
    monkeypatch.setitem(conftest.RATES, "coupon", "9999/60")


@pytest.fixture
def app(container: OrdersHttpContainer, services: HttpServices, db: Database) -> FastAPI:
    return app_of(container, services, resolve(PromotionsHttpContainer(database=db).router))


async def issued(client: Client, **terms: Any) -> str:
    """Where the coupon is."""
    response = await client("merchant").post("/v1/coupons", json={"code": "SPRING", "percent_bps": 1000, **terms})
    assert response.status_code == 201, response.text
    return response.headers["Location"]


async def test_a_limit_cannot_be_below_the_number_of_redemptions(client: Client) -> None:
    path = await issued(client)
    before = (await client("clerk").get(path)).headers["ETag"]
    for _ in range(2):
        placed = await client("customer").post("/v1/orders", json=body(("TEA", 1), coupon_code="SPRING"))
        assert placed.status_code == 201, placed.text
    read = await client("clerk").get(path, headers={"If-None-Match": before})
    assert (read.status_code, read.json()["redeemed"]) == (200, 2)
    http = client("merchant")
    below = await http.patch(path, json={"max_redemptions": 1})
    assert below.status_code == 422
    assert below.json()["errors"][0]["pointer"] == "/max_redemptions"
    assert (await http.patch(path, json={"max_redemptions": 2})).status_code == 200
    full = await client("customer").post("/v1/orders", json=body(("TEA", 1), coupon_code="SPRING"))
    assert (full.status_code, full.json()["code"]) == (409, "coupon_exhausted")


async def test_an_order_shows_its_coupon_and_can_be_found_by_it(client: Client) -> None:
    await issued(client)
    http = client("customer")
    quote = await http.post("/v1/orders/quote", json=body(("TEA", 2), coupon_code=" spring "))
    assert QuoteOut.model_validate_json(quote.content).coupon_code == "SPRING"
    placed = await http.post("/v1/orders", json=body(("TEA", 2), coupon_code=" spring "))
    assert placed.status_code == 201, placed.text
    order = placed.json()
    assert (order["coupon_code"], order["discount_cents"], order["total_cents"]) == ("SPRING", 51, 459)
    assert order["items"][0]["discount_cents"] == 51
    assert (await http.get(placed.headers["Location"])).json() == order
    await http.post("/v1/orders", json=body(("TEA", 1)))
    found = (await http.get("/v1/orders?coupon_code=SPRING")).json()
    assert [each["id"] for each in found["items"]] == [order["id"]]


async def test_a_repeat_redeems_once(client: Client) -> None:
    path = await issued(client, max_redemptions=1)
    http, key = client("customer"), {"Idempotency-Key": "k"}
    responses = [
        await http.post("/v1/orders", json=body(("TEA", 1), coupon_code="SPRING"), headers=key) for _ in range(3)
    ]
    assert [response.status_code for response in responses] == [201, 201, 201]
    assert (await client("clerk").get(path)).json()["redeemed"] == 1


async def test_anonymous_callers_cannot_distinguish_invalid_coupons(client: Client) -> None:
    await issued(client, code="ONCE", max_redemptions=1)
    await issued(client, code="OVER", ends_at="2026-01-01T00:00:00Z")
    await issued(client, code="OFF", active=False)
    await issued(client, code="BIG", min_subtotal_cents=10_000)
    await client("customer").post("/v1/orders", json=body(("TEA", 1), coupon_code="ONCE"))
    reported: dict[str, list[dict[str, Any]]] = {}
    for who in (None, "customer"):
        for code in ("NONE", "OVER", "OFF", "ONCE", "BIG"):
            response = await client(who).post("/v1/orders/quote", json=body(("TEA", 1), coupon_code=code))
            problem = response.json()
            del problem["request_id"]
            reported.setdefault(who or "stranger", []).append(problem)
    assert len({str(problem) for problem in reported["stranger"][:4]}) == 1
    assert [problem["code"] for problem in reported["customer"]] == [
        *["coupon_invalid"] * 3,
        "coupon_exhausted",
        "coupon_min_spend",
    ]
    assert reported["customer"][4]["min_subtotal_cents"] == 10_000


async def test_only_one_coupon_can_be_named(client: Client) -> None:
    await issued(client)
    for stacked in (["SPRING", "SPRING"], "SPRING,SPRING", "SPRING SPRING"):
        response = await client("customer").post("/v1/orders", json=body(("TEA", 1), coupon_code=stacked))
        assert response.status_code == 422
    assert (await client("clerk").get("/v1/coupons/SPRING")).json()["redeemed"] == 0
