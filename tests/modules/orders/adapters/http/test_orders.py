"""None"""

import asyncio
from typing import Any

import pytest

from modules.orders.adapters.inbound.http.orders.responses import PlacedOrderOut, QuoteOut
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.request_bodies import HOME, body
from tests.modules.orders.in_memory.other_modules import InMemoryStock


async def test_placing_returns_the_order_and_its_location(client: Client) -> None:
    response = await client("customer").post("/v1/orders", json=body(("TEA", 6), client_reference="web-1", note=" hi "))
    assert response.status_code == 201, response.text
    order = response.json()
    assert (
        PlacedOrderOut.model_validate_json(response.content).model_dump(exclude={"order_token"}).keys() == order.keys()
    )
    assert (order["status"], order["total_cents"], order["note"]) == ("pending_payment", 1530, "hi")
    assert order["items"][0]["location_codes"] == ["MAIN"]
    assert response.headers["ETag"] == '"1"'
    again = await client("customer").get(response.headers["Location"])
    assert again.json() == order
    assert order["created_at"].endswith("Z")


async def test_a_repeat_is_replayed_without_effect(client: Client, stock: InMemoryStock) -> None:
    http = client("customer")
    first = await http.post("/v1/orders", json=body(("TEA", 1)), headers={"Idempotency-Key": "k"})
    again = await http.post("/v1/orders", json=body(("TEA", 1)), headers={"Idempotency-Key": "k"})
    other = await http.post("/v1/orders", json=body(("TEA", 2)), headers={"Idempotency-Key": "k"})
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    assert other.json()["code"] == "idempotency_key_reused"
    assert len(stock.holds) == 1


async def test_a_shortage_names_every_short_item(client: Client) -> None:
    response = await client("customer").post("/v1/orders", json=body(("TEA", 11), ("POT", 6), ("TEA", 1)))
    assert response.status_code == 409
    assert response.json()["code"] == "insufficient_stock"
    assert response.json()["items"] == [
        {"sku": "TEA", "requested": 12, "available": 10},
        {"sku": "POT", "requested": 6, "available": 5},
    ]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"items": []}, "/items"),
        ({"items": [{"sku": "TEA", "quantity": "7"}]}, "/items/0/quantity"),
        ({"items": [{"sku": "TEA", "quantity": True}]}, "/items/0/quantity"),
        ({"items": [{"sku": "TEA", "quantity": 100_001}]}, "/items/0/quantity"),
        ({"items": [{"sku": "TEA", "quantity": 1, "price": 1}]}, "/items/0/price"),
        ({"total_cents": 1}, "/total_cents"),
        ({"shipping_address": {**HOME, "country": "gb"}}, "/shipping_address/country"),
        ({"shipping_address": None}, "/shipping_address"),
        ({"customer_id": 0}, "/customer_id"),
        ({"client_reference": "x" * 65}, "/client_reference"),
        ({"metadata": {"a": 1}}, "/metadata/a"),
        ({"payment": {"method": "cash"}}, "/payment/method"),
    ],
)
async def test_invalid_items_are_reported_by_pointer(client: Client, change: dict[str, Any], pointer: str) -> None:
    response = await client("customer").post("/v1/orders", json={**body(("TEA", 1)), **change})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == pointer


async def test_an_unknown_country_is_rejected(client: Client) -> None:
    http = client("customer")
    nowhere = {"shipping_address": {**HOME, "country": "XX"}}
    path = (await http.post("/v1/orders", json=body(("TEA", 1)))).headers["Location"]
    for response in (
        await http.post("/v1/orders", json={**body(("TEA", 1)), **nowhere}),
        await http.post("/v1/orders/quote", json={**body(("TEA", 1)), **nowhere}),
        await http.patch(path, json={"shipping_address": {"country": "XX"}}),
    ):
        assert (response.status_code, response.json()["code"]) == (422, "validation_failed")
        (error,) = response.json()["errors"]
        assert (error["pointer"], error["code"]) == ("/shipping_address/country", "country_unknown")


async def test_a_guest_token_opens_one_order_and_is_not_stored(client: Client, db: Database) -> None:
    guest = {"name": "Bo", "email": "Bo@Example.com"}
    http = client("client")
    first = await http.post("/v1/orders", json=body(("TEA", 1), customer=guest), headers={"Idempotency-Key": "k"})
    again = await http.post("/v1/orders", json=body(("TEA", 1), customer=guest), headers={"Idempotency-Key": "k"})
    assert first.status_code == 201, first.text
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    token = first.json()["order_token"]
    async with db.read() as reading:
        (kept,) = await reading.fetch("SELECT body FROM platform.idempotency_keys")
    assert token.encode() not in kept["body"]
    other = await http.post("/v1/orders", json=body(("TEA", 1), customer=guest))
    mine = await client(token).get(first.headers["Location"])
    assert mine.json()["customer"] == {"id": None, "name": "Bo", "email": "Bo@Example.com", "phone": None}
    assert (await client(token).get(other.headers["Location"])).status_code == 404
    assert (await client(token + "0").get(first.headers["Location"])).status_code == 401
    gone = await client(token).post(f"{first.headers['Location']}/cancel", json={"reason": "no"})
    assert gone.json()["status"] == "cancelled"


async def test_a_quote_is_what_the_order_costs(client: Client) -> None:
    wanted = body(("TEA", 6), ("POT", 9), shipping_method="express")
    quote = await client(None).post("/v1/orders/quote", json=wanted)
    assert quote.status_code == 200, quote.text
    assert QuoteOut.model_validate_json(quote.content).model_dump().keys() == quote.json().keys()
    assert [item["available"] for item in quote.json()["items"]] == [10, 5]
    wanted["items"][1]["quantity"] = 5
    quote = await client("customer").post("/v1/orders/quote", json=wanted)
    order = await client("customer").post("/v1/orders", json=wanted)
    for name in ("subtotal_cents", "shipping_cents", "shipping_tax_cents", "tax_cents", "total_cents"):
        assert quote.json()[name] == order.json()[name]


async def test_sixty_four_buyers_never_oversell(
    client: Client, stock: InMemoryStock, container: OrdersHttpContainer
) -> None:
    stock.sell("HOT", 20)
    http = client("customer")
    responses = await asyncio.gather(*(http.post("/v1/orders", json=body(("HOT", 1))) for _ in range(64)))
    assert sorted(a.status_code for a in responses) == [201] * 20 + [409] * 44
    await resolve(container.place_order).drain()
    assert (await http.post("/v1/orders", json=body(("TEA", 1)))).status_code == 503


async def test_everything_about_orders_is_documented(client: Client) -> None:
    document = (await client(None).get("/api/openapi.json")).json()
    operations = {op["operationId"] for path in document["paths"].values() for op in path.values()}
    assert operations >= {"place_order", "quote_order", "get_order", "list_orders", "cancel_order", "change_order"}


async def test_coupon_guesses_are_rate_limited(client: Client) -> None:
    http = client("customer")
    guessed = [await http.post("/v1/orders/quote", json=body(("TEA", 1), coupon_code=" spring ")) for _ in range(3)]
    assert [response.status_code for response in guessed] == [422, 422, 429]
    assert guessed[0].json()["code"] == "coupon_invalid"


async def test_a_gift_message_has_lines_and_at_most_500_characters(client: Client) -> None:
    for message in (None, "", "a\nb", "x" * 500):
        placed = await client("customer").post("/v1/orders", json=body(("TEA", 1), gift_message=message))
        assert (placed.status_code, placed.json()["gift_message"]) == (201, message)
    invalid = {"string_too_long": "x" * 501, "control_character": "a\x1bb", "string_type": 7}
    for code, wanted in invalid.items():
        for path in ("/v1/orders", "/v1/orders/quote"):
            refused = await client("customer").post(path, json=body(("TEA", 1), gift_message=wanted))
            assert refused.status_code == 422
            (error,) = refused.json()["errors"]
            assert (error["pointer"], error["code"]) == ("/gift_message", code)


async def test_nul_is_rejected_in_any_field(client: Client) -> None:
    for wanted in (body(("TE\0A", 1)), body(("TEA", 1), note="a\0b"), body(("TEA", 1), metadata={"a": "\0"})):
        assert (await client("customer").post("/v1/orders", json=wanted)).status_code == 422
