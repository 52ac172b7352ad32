from typing import Any

import pytest

from shared.infra.sql.database import Database
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.payments.order_client import OrderClient
from tests.modules.orders.adapters.http.request_bodies import body
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.in_memory.provider import ASKS_BUYER, InMemoryProvider

EXPRESS: dict[str, Any] = {"shipping_method": "express"}  # 599
GUEST = {"name": "Bo", "email": "bo@example.com"}


def units(*pairs: tuple[int, int]) -> dict[str, Any]:
    return {"items": [{"line_id": line_id, "quantity": quantity} for line_id, quantity in pairs]}


@pytest.fixture(autouse=True)
def mugs(stock: InMemoryStock) -> None:
    stock.sell("MUG", 99, price_cents=333)


async def test_cancelling_units_of_a_pending_order_lowers_its_total(
    orders_client: OrderClient, client: Client, stock: InMemoryStock
) -> None:
    order = (await client("customer").post("/v1/orders", json=body(("MUG", 3), **EXPRESS))).json()
    fewer = await orders_client.cancel(order, "customer", **units((1, 2)))
    assert fewer.status_code == 200, fewer.text
    line = fewer.json()["items"][0]
    assert (line["cancelled"], line["reserved"], line["credited"]) == (2, 1, 2)
    assert (fewer.json()["status"], fewer.json()["payment_status"]) == ("pending_payment", "unpaid")
    assert sum(held.quantity for held in stock.holds[order["id"]]) == 1
    paid = await orders_client.post(f"/v1/orders/{order['id']}/payments", {"method": "manual"}, "staff")
    assert (paid.status_code, paid.json()["captured_cents"]) == (201, 333 + 599)
    assert (await orders_client.get(f"/v1/orders/{order['id']}"))["payment_status"] == "paid"


async def test_a_pending_order_with_free_remaining_units_is_confirmed(
    orders_client: OrderClient, client: Client, stock: InMemoryStock
) -> None:
    stock.sell("GIFT", 9, price_cents=0)
    order, late = [
        (await client("customer").post("/v1/orders", json=body(("MUG", 3), ("GIFT", 1)))).json() for _ in range(2)
    ]
    free = (await orders_client.cancel(order, "customer", **units((1, 3)))).json()
    assert (free["status"], free["payment_status"], free["payment_due_at"]) == ("confirmed", "paid", None)
    assert order["id"] in stock.committed
    stock.lost.add(late["id"])
    refused = await orders_client.cancel(late, "customer", **units((1, 3)))
    assert (refused.status_code, refused.json()["code"]) == (409, "invalid_transition")
    assert (await orders_client.get(f"/v1/orders/{late['id']}"))["status"] == "pending_payment"


async def test_a_manual_payment_is_refunded_for_the_cancelled_units(orders_client: OrderClient) -> None:
    order = await orders_client.order(("MUG", 3), ("TEA", 2), **EXPRESS)
    fewer = (await orders_client.cancel(order, **units((1, 2), (2, 1)))).json()
    assert (fewer["status"], fewer["payment_status"], fewer["refunded_cents"]) == (
        "confirmed",
        "partially_refunded",
        2 * 333 + 255,
    )
    (refund,) = (await orders_client.get(f"/v1/refunds?order_id={order['id']}", "staff"))["items"]
    assert (refund["status"], refund["shipping_cents"], refund["reason"]) == ("succeeded", 0, "no")
    assert refund["items"] == [
        {"line_id": 1, "quantity": 2, "amount_cents": 666},
        {"line_id": 2, "quantity": 1, "amount_cents": 255},
    ]


@pytest.mark.parametrize("way", ["manual", None])
async def test_the_shipping_is_refunded_with_the_last_shippable_unit(
    orders_client: OrderClient, client: Client, stock: InMemoryStock, way: str | None
) -> None:
    stock.sell("EBOOK", 9, price_cents=500, requires_shipping=False)
    if way is None:
        order = (await client("customer").post("/v1/orders", json=body(("MUG", 2), ("EBOOK", 1), **EXPRESS))).json()
    else:
        order = await orders_client.order(("MUG", 2), ("EBOOK", 1), **EXPRESS)
    assert order["total_cents"] == 2 * 333 + 500 + 599
    fewer = (await orders_client.cancel(order, **units((1, 2)))).json()
    assert fewer["cancelled_cents"] == 2 * 333 + 599
    if way is None:
        assert (fewer["status"], fewer["outstanding_cents"]) == ("pending_payment", 500)
    else:
        assert (fewer["status"], fewer["refunded_cents"], fewer["outstanding_cents"]) == ("completed", 1265, 0)
        (refund,) = (await orders_client.get(f"/v1/refunds?order_id={order['id']}", "staff"))["items"]
        assert (refund["amount_cents"], refund["shipping_cents"]) == (1265, 599)


async def test_cancelling_an_order_refunds_the_shipping(orders_client: OrderClient, stock: InMemoryStock) -> None:
    order = await orders_client.order(("MUG", 3), **EXPRESS)
    gone = (await orders_client.cancel(order)).json()
    assert (gone["status"], gone["payment_status"]) == ("cancelled", "refunded")
    assert gone["refunded_cents"] == gone["paid_cents"] == 3 * 333 + 599
    (refund,) = (await orders_client.get("/v1/refunds", "staff"))["items"]
    assert (refund["amount_cents"], refund["shipping_cents"]) == (3 * 333 + 599, 599)
    assert order["id"] not in stock.holds


async def test_cancelling_all_units_one_by_one_cancels_the_order(orders_client: OrderClient, db: Database) -> None:
    order = await orders_client.order(("MUG", 3), ("TEA", 2), **EXPRESS)
    for part in (units((1, 1)), units((2, 2)), units((1, 1))):
        assert (await orders_client.cancel(order, **part)).json()["status"] == "confirmed"
    gone = (await orders_client.cancel(order, **units((1, 1)))).json()
    assert (gone["status"], gone["payment_status"]) == ("cancelled", "refunded")
    assert [line["cancelled"] for line in gone["items"]] == [3, 2]
    assert gone["refunded_cents"] == gone["total_cents"]
    async with db.read() as reading:
        facts = [row["fact"] for row in await reading.fetch("SELECT fact FROM orders.order_history")]
    assert (facts.count("updated"), facts.count("cancelled"), facts.count("refund.succeeded")) == (3, 1, 4)


async def test_a_card_refund_is_pending_until_the_provider_confirms(
    orders_client: OrderClient, provider: InMemoryProvider
) -> None:
    order = await orders_client.paid(("MUG", 3), **EXPRESS)
    fewer = (await orders_client.cancel(order, "customer", **units((1, 1)))).json()
    assert (fewer["refunded_cents"], fewer["payment_status"]) == (0, "paid")
    gone = (await orders_client.cancel(order, "customer")).json()
    assert (gone["status"], gone["refunded_cents"]) == ("cancelled", 0)
    await orders_client.settle(order)
    settled = await orders_client.get(f"/v1/orders/{order['id']}")
    assert (settled["refunded_cents"], settled["payment_status"]) == (order["total_cents"], "refunded")
    assert [call for call, _ in provider.calls] == ["authorize", "refund", "refund"]


@pytest.mark.parametrize("card", [ASKS_BUYER, "pm_hangs"])
async def test_a_payment_in_progress_prevents_a_partial_cancellation(orders_client: OrderClient, card: str) -> None:
    order = await orders_client.paid(("MUG", 3), card=card)
    part = await orders_client.cancel(order, "customer", **units((1, 1)))
    assert (part.status_code, part.json()["code"]) == (409, "payment_in_progress")
    assert (await orders_client.cancel(order, "customer")).json()["status"] == "cancelled"


@pytest.mark.parametrize("capture_immediately", [False])
async def test_the_authorization_of_a_cancelled_order_is_voided(
    orders_client: OrderClient, provider: InMemoryProvider
) -> None:
    order = await orders_client.paid(("MUG", 3))
    gone = (await orders_client.cancel(order, "customer")).json()
    assert (gone["status"], gone["payments"][0]["status"]) == ("cancelled", "voiding")
    await orders_client.settle(order)
    settled = await orders_client.get(f"/v1/orders/{order['id']}")
    assert (settled["payments"][0]["status"], settled["payment_status"], provider.captures) == ("voided", "voided", {})


async def test_a_second_cancel_is_refused_and_changes_nothing(orders_client: OrderClient) -> None:
    order = await orders_client.order(("MUG", 1))
    assert (await orders_client.cancel(order)).status_code == 200
    for what in ({}, units((1, 1))):
        twice = await orders_client.cancel(order, **what)
        assert (twice.status_code, twice.json()["code"], twice.json()["from"]) == (
            409,
            "invalid_transition",
            "cancelled",
        )
    assert (await orders_client.get("/v1/refunds", "staff"))["total"] == 1


async def test_shipped_units_cannot_be_cancelled(orders_client: OrderClient) -> None:
    order = await orders_client.order(("MUG", 3))
    shipped = await orders_client.post(f"/v1/orders/{order['id']}/shipments", units((1, 2)))
    assert shipped.status_code == 201, shipped.text
    whole = await orders_client.cancel(order)
    assert (whole.status_code, whole.json()["code"]) == (409, "invalid_transition")
    assert "`items`" in whole.json()["detail"]
    more = await orders_client.cancel(order, **units((1, 2)))
    assert (more.status_code, more.json()["code"], more.json()["max"]) == (409, "over_cancellation", 1)
    rest = (await orders_client.cancel(order, **units((1, 1)))).json()
    assert (rest["status"], rest["fulfillment_status"], rest["refunded_cents"]) == ("completed", "fulfilled", 333)
    too_late = await orders_client.cancel(order)
    assert f"POST /v1/orders/{order['id']}/returns" in too_late.json()["detail"]


async def test_a_guest_token_cancels_units_of_its_order(orders_client: OrderClient, client: Client) -> None:
    order = await orders_client.paid(("MUG", 2), who="client", customer=GUEST)
    token = order["order_token"]
    assert (await orders_client.cancel(order, token, **units((1, 1)))).json()["items"][0]["cancelled"] == 1
    assert (await orders_client.cancel(order, token)).json()["status"] == "cancelled"
    assert (await orders_client.cancel(order, "other")).status_code == 404
    assert (await orders_client.cancel(order, "client")).status_code == 403


@pytest.mark.parametrize(
    ("items", "pointer", "code"),
    [
        ([], "/items", "too_short"),
        ([{"line_id": 1, "quantity": 1}] * 2, "/items/1/line_id", "duplicate"),
        ([{"line_id": 1, "quantity": 3}, {"line_id": 2, "quantity": 1}], "/items/1/line_id", "line_not_found"),
        ([{"line_id": 1, "quantity": 0}], "/items/0/quantity", "greater_than"),
        ([{"line_id": "1", "quantity": 1}], "/items/0/line_id", "int_type"),
    ],
)
async def test_invalid_cancelled_items_are_reported_by_pointer(
    orders_client: OrderClient, items: list[dict[str, Any]], pointer: str, code: str
) -> None:
    order = await orders_client.order(("MUG", 3))
    refused = await orders_client.cancel(order, items=items)
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert (await orders_client.get(f"/v1/orders/{order['id']}", "staff"))["version"] == order["version"]


@pytest.mark.parametrize("capture_immediately", [False])
async def test_a_capture_takes_the_remaining_amount_only(orders_client: OrderClient) -> None:
    order = await orders_client.paid(("MUG", 3))
    fewer = await orders_client.cancel(order, "customer", **units((1, 1)))
    assert fewer.json()["payment_status"] == "authorized"
    taken = await orders_client.post(f"/v1/payments/{order['payments'][0]['id']}/capture")
    assert (taken.json()["status"], taken.json()["captured_cents"]) == ("captured", 666)
