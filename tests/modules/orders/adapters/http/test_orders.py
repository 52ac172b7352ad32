import asyncio
from typing import Any

import pytest

from modules.orders.adapters.inbound.http.answers import ExpandedOrderOut, PlacedOrderOut, QuoteOut
from modules.orders.adapters.inbound.http.timeline_answers import TimelineOut
from modules.orders.container import OrdersContainer
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.twins import StockTwin

HOME = {"name": "Ada", "line1": "1 Road", "city": "London", "postal_code": "N1", "country": "GB"}


def body(*items: tuple[str, int], **more: Any) -> dict[str, Any]:
    return {
        "items": [{"sku": sku, "quantity": quantity} for sku, quantity in items],
        "shipping_address": HOME,
        **more,
    }


async def test_placing_answers_the_whole_order_and_where_it_is(client: Client) -> None:
    answer = await client("customer").post("/v1/orders", json=body(("TEA", 6), client_reference="web-1", note=" hi "))
    assert answer.status_code == 201, answer.text
    order = answer.json()
    assert PlacedOrderOut.model_validate_json(answer.content).model_dump(exclude={"order_token"}).keys() == order.keys()
    assert (order["status"], order["total_cents"], order["note"]) == ("pending_payment", 1530, "hi")
    assert order["items"][0]["location_codes"] == ["MAIN"]
    assert answer.headers["ETag"] == '"1"'
    again = await client("customer").get(answer.headers["Location"])
    assert again.json() == order
    assert order["created_at"].endswith("Z")


async def test_a_repeat_is_answered_alike_and_does_nothing(client: Client, stock: StockTwin) -> None:
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
    answer = await client("customer").post("/v1/orders", json=body(("TEA", 11), ("POT", 6), ("TEA", 1)))
    assert answer.status_code == 409
    assert answer.json()["code"] == "insufficient_stock"
    assert answer.json()["items"] == [
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
async def test_what_cannot_be_ordered_is_pointed_at(client: Client, change: dict[str, Any], pointer: str) -> None:
    answer = await client("customer").post("/v1/orders", json={**body(("TEA", 1)), **change})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_goods_go_to_countries_that_exist(client: Client) -> None:
    http = client("customer")
    nowhere = {"shipping_address": {**HOME, "country": "XX"}}
    path = (await http.post("/v1/orders", json=body(("TEA", 1)))).headers["Location"]
    for answer in (
        await http.post("/v1/orders", json={**body(("TEA", 1)), **nowhere}),
        await http.post("/v1/orders/quote", json={**body(("TEA", 1)), **nowhere}),
        await http.patch(path, json={"shipping_address": {"country": "XX"}}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
        (error,) = answer.json()["errors"]
        assert (error["pointer"], error["code"]) == ("/shipping_address/country", "country_unknown")


async def test_a_guests_token_opens_that_order_alone_and_is_never_stored(client: Client, db: Database) -> None:
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


async def test_somebody_elses_order_does_not_exist(client: Client) -> None:
    placed = await client("customer").post("/v1/orders", json=body(("TEA", 1)))
    path = placed.headers["Location"]
    other, missing = await client("other").get(path), await client("other").get("/v1/orders/999999")
    assert other.status_code == missing.status_code == 404
    assert other.json()["code"] == missing.json()["code"] == "not_found"
    assert (await client("other").post(f"{path}/cancel", json={"reason": "x"})).status_code == 404
    assert (await client("other").get(f"{path}/timeline")).status_code == 404
    assert (await client("staff").get(path)).status_code == 200
    assert (await client(None).get(path)).status_code == 401


async def test_a_client_reads_what_it_placed(client: Client) -> None:
    placed = await client("client").post("/v1/orders", json=body(("TEA", 1), customer_id=7))
    await client("customer").post("/v1/orders", json=body(("TEA", 1)))
    assert (await client("client").get(placed.headers["Location"])).status_code == 200
    listed = await client("client").get("/v1/orders")
    assert [order["id"] for order in listed.json()["items"]] == [placed.json()["id"]]
    refused = await client("client").post(f"{placed.headers['Location']}/cancel", json={"reason": "x"})
    assert refused.status_code == 403


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


async def test_parts_are_added_on_wish(client: Client) -> None:
    placed = await client("customer").post("/v1/orders", json=body(("TEA", 4)))
    path = placed.headers["Location"]
    answer = await client("customer").get(f"{path}?expand=customer,availability,payments,shipments")
    assert ExpandedOrderOut.model_validate_json(answer.content).model_dump().keys() == answer.json().keys()
    assert answer.json()["customer"]["email"] == "user7@example.com"
    assert answer.json()["availability"] == [{"sku": "TEA", "available": 6, "backorderable": 0}]
    assert answer.json()["payments"] == answer.json()["shipments"] == []
    assert (await client("customer").get(f"{path}?expand=everything")).status_code == 422


async def test_a_list_walks_newest_first_and_counts(client: Client) -> None:
    http = client("customer")
    ids = [(await http.post("/v1/orders", json=body(("TEA", 1)))).json()["id"] for _ in range(5)]
    await client("staff").post("/v1/orders", json=body(("POT", 1)))
    page = (await http.get("/v1/orders?limit=2")).json()
    assert (page["total"], [o["id"] for o in page["items"]]) == (5, ids[:2:-1])
    rest = (await http.get(f"/v1/orders?limit=3&cursor={page['next_cursor']}")).json()
    assert [o["id"] for o in rest["items"]] == ids[2::-1]
    assert rest["next_cursor"] is None
    everybodys = (await client("staff").get("/v1/orders")).json()
    assert everybodys["total"] == 6
    cheap = (await client("staff").get("/v1/orders?sort=total_cents,-id&total_max=300&limit=2")).json()
    assert [o["id"] for o in cheap["items"]] == ids[:2:-1]
    assert cheap["total"] == 5
    url = f"/v1/orders?sort=total_cents,-id&total_max=300&limit=2&cursor={cheap['next_cursor']}"
    assert [o["id"] for o in (await client("staff").get(url)).json()["items"]] == [ids[2], ids[1]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=pending_payment", 3),
        ("status=confirmed", 1),
        ("payment_status=paid", 1),
        ("fulfillment_status=unfulfilled", 4),
        ("customer_id=7", 2),
        ("email=BO@example.com", 1),
        ("sku=POT", 1),
        ("client_reference=web-1", 1),
        ("coupon_code=SPRING", 0),
        ("created_from=2020-01-01T00:00:00Z&created_to=2020-01-02T00:00:00Z", 0),
        ("updated_from=2020-01-01T00:00:00Z", 4),
        ("total_min=256", 1),
        ("total_max=255", 3),
    ],
)
async def test_lists_are_filtered(client: Client, query: str, found: int) -> None:
    await client("customer").post("/v1/orders", json=body(("TEA", 1), client_reference="web-1"))
    await client("customer").post("/v1/orders", json=body(("POT", 1)))
    await client("client").post("/v1/orders", json=body(("TEA", 1), customer={"name": "Bo", "email": "bo@example.com"}))
    await client("staff").post("/v1/orders", json=body(("TEA", 1), payment={"method": "manual"}))
    answer = await client("staff").get(f"/v1/orders?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["total"] == len(answer.json()["items"]) == found


async def test_cancelling_twice_is_refused_and_the_timeline_tells_it_all(client: Client, stock: StockTwin) -> None:
    http = client("customer")
    path = (await http.post("/v1/orders", json=body(("TEA", 1)))).headers["Location"]
    stale = await http.post(f"{path}/cancel", json={"reason": "x"}, headers={"If-Match": '"9"'})
    assert (stale.status_code, stale.json()["current"]) == (412, 1)
    gone = await http.post(f"{path}/cancel", json={"reason": "too late"})
    assert (gone.json()["status"], gone.json()["version"], gone.json()["items"][0]["cancelled"]) == ("cancelled", 2, 1)
    twice = await http.post(f"{path}/cancel", json={"reason": "x"})
    assert (twice.status_code, twice.json()["code"], twice.json()["from"]) == (409, "invalid_transition", "cancelled")
    assert twice.json()["allowed"] == []
    assert not stock.holds
    timeline = await http.get(f"{path}/timeline")
    assert TimelineOut.model_validate_json(timeline.content)
    assert [(e["fact"], e["actor"]) for e in timeline.json()["items"]] == [
        ("placed", "user:7"),
        ("cancelled", "user:7"),
    ]


async def test_details_are_corrected_by_merge_patch(client: Client) -> None:
    http = client("customer")
    path = (await http.post("/v1/orders", json=body(("TEA", 1), metadata={"a": "1", "b": "2"}))).headers["Location"]
    patch = {
        "shipping_address": {"line1": "2 Lane", "phone": "123 456"},
        "metadata": {"a": None, "c": "3"},
        "note": "x",
    }
    changed = (await http.patch(path, json=patch)).json()
    assert changed["shipping_address"]["line1"] == "2 Lane"
    assert changed["shipping_address"]["city"] == "London"
    assert changed["metadata"] == {"b": "2", "c": "3"}
    assert changed["version"] == 2
    nothing = (await http.patch(path, json={"note": "x"})).json()
    assert nothing["version"] == 2
    nowhere = await http.patch(path, json={"shipping_address": None})
    assert nowhere.status_code == 422
    half = await http.patch(path, json={"billing_address": {"name": "Bo"}})
    assert half.json()["errors"][0]["pointer"] == "/billing_address/line1"
    assert (await http.patch(path, json={"status": "confirmed"})).status_code == 422


async def test_staff_hold_and_release(client: Client) -> None:
    staff = client("staff")
    path = (await staff.post("/v1/orders", json=body(("TEA", 1), payment={"method": "invoice"}))).headers["Location"]
    held = await staff.post(f"{path}/hold", json={"reason": "fraud check"})
    assert held.json()["hold"]["reason"] == "fraud check"
    assert (await staff.post(f"{path}/hold", json={"reason": "again"})).status_code == 409
    released = await staff.post(f"{path}/release")
    assert (released.json()["hold"], released.json()["version"]) == (None, 3)
    assert (await client("customer").post(f"{path}/hold", json={"reason": "x"})).status_code == 403


async def test_what_staff_do_to_somebodys_order_is_on_record(client: Client, db: Database) -> None:
    customer, staff = client("customer"), client("staff")
    path = (await customer.post("/v1/orders", json=body(("TEA", 1)))).headers["Location"]
    await customer.patch(path, json={"note": "mine"})
    await staff.patch(path, json={"note": "ring at Ada's"})
    await staff.post(f"{path}/cancel", json={"reason": "Ada called"})
    async with db.read() as reading:
        rows = await reading.fetch("SELECT actor, action, resource, changes::text FROM platform.audit_log ORDER BY id")
    resource = path.removeprefix("/v1/").replace("orders/", "order:")
    assert [tuple(row)[:3] for row in rows] == [
        ("user:1", "order.changed", resource),
        ("user:1", "order.cancelled", resource),
    ]
    assert "Ada" not in str(rows)


async def test_sixty_four_buyers_never_oversell(client: Client, stock: StockTwin, container: OrdersContainer) -> None:
    stock.sell("HOT", 20)
    http = client("customer")
    answers = await asyncio.gather(*(http.post("/v1/orders", json=body(("HOT", 1))) for _ in range(64)))
    assert sorted(a.status_code for a in answers) == [201] * 20 + [409] * 44
    await container.collector().drain()
    assert (await http.post("/v1/orders", json=body(("TEA", 1)))).status_code == 503


async def test_everything_about_orders_is_documented(client: Client) -> None:
    document = (await client(None).get("/api/openapi.json")).json()
    operations = {op["operationId"] for path in document["paths"].values() for op in path.values()}
    assert operations >= {"place_order", "quote_order", "get_order", "list_orders", "cancel_order", "change_order"}


async def test_guessing_coupons_is_limited(client: Client) -> None:
    http = client("customer")
    guessed = [await http.post("/v1/orders/quote", json=body(("TEA", 1), coupon_code=" spring ")) for _ in range(3)]
    assert [answer.status_code for answer in guessed] == [422, 422, 429]
    assert guessed[0].json()["code"] == "coupon_invalid"


async def test_nul_is_refused_wherever_it_stands(client: Client) -> None:
    for wanted in (body(("TE\0A", 1)), body(("TEA", 1), note="a\0b"), body(("TEA", 1), metadata={"a": "\0"})):
        assert (await client("customer").post("/v1/orders", json=wanted)).status_code == 422
