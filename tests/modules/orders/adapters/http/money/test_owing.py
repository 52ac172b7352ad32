"""Money that comes later: invoices, part payments, and refunds by other means, over HTTP."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.checks.doctor_violations import violations
from tests.modules.orders.adapters.http.money.order_client import OrderClient
from tests.modules.orders.in_memory_neighbours import InMemoryStock
from tests.modules.orders.in_memory_provider import ASKS_BUYER, DECLINED, GOOD, InMemoryProvider

INVOICE = {"method": "invoice"}
WAITS = {"method": "card", "token": DECLINED}
"""The way to an order that waits for its payment."""


@pytest.fixture(autouse=True)
def mugs(stock: InMemoryStock) -> None:
    """What is bought here."""
    stock.sell("MUG", 99, price_cents=333)


async def pay(orders_client: OrderClient, order: dict[str, Any], who: str = "staff", **instruction: Any) -> Any:
    return await orders_client.post(f"/v1/orders/{order['id']}/payments", {"method": "manual", **instruction}, who)


async def read(orders_client: OrderClient, order: dict[str, Any]) -> Any:
    return await orders_client.get(f"/v1/orders/{order['id']}", "staff")


def owing(order: Any) -> tuple[str, str, int, int]:
    return order["status"], order["payment_status"], order["paid_cents"], order["outstanding_cents"]


async def unpaid(orders_client: OrderClient, *items: tuple[str, int]) -> dict[str, Any]:
    order = await orders_client.paid(*items, card=DECLINED)
    assert owing(order)[:2] == ("pending_payment", "unpaid")
    return order


async def test_an_invoice_is_paid_after_its_goods_have_shipped(
    orders_client: OrderClient, db: Database, stock: InMemoryStock
) -> None:
    order = await orders_client.order(("MUG", 3), payment=INVOICE)
    assert owing(order) == ("confirmed", "unpaid", 0, 999)
    parcel = {"items": [{"line_id": 1, "quantity": 3}]}
    assert (await orders_client.post(f"/v1/orders/{order['id']}/shipments", parcel)).status_code == 201
    assert owing(await read(orders_client, order)) == ("completed", "unpaid", 0, 999)
    part = await pay(orders_client, order, amount_cents=400, reference="bank 2026-11-30")
    assert part.status_code == 201, part.text
    assert (part.json()["amount_cents"], part.json()["reference"]) == (400, "bank 2026-11-30")
    assert owing(await read(orders_client, order)) == ("completed", "partially_paid", 400, 599)
    listed = await orders_client.get("/v1/orders?payment_status=partially_paid", "staff")
    assert [each["id"] for each in listed["items"]] == [order["id"]]
    much = await pay(orders_client, order, amount_cents=600)
    assert (much.status_code, much.json()["code"], much.json()["max_cents"]) == (
        409,
        "payment_exceeds_outstanding",
        599,
    )
    assert (await pay(orders_client, order)).json()["amount_cents"] == 599
    paid = await read(orders_client, order)
    assert owing(paid) == ("completed", "paid", 999, 0)
    assert [payment["amount_cents"] for payment in paid["payments"]] == [400, 599]
    again = await pay(orders_client, order)
    assert (again.status_code, again.json()["code"]) == (409, "invalid_transition")
    assert await violations(db, stock) == {}


async def test_a_completed_invoice_can_be_paid_by_card_also_one_that_asks_its_buyer(
    orders_client: OrderClient, provider: InMemoryProvider, db: Database, stock: InMemoryStock
) -> None:
    order = await orders_client.order(("MUG", 1), payment=INVOICE, customer_id=7)
    await orders_client.post(f"/v1/orders/{order['id']}/shipments", {"items": [{"line_id": 1, "quantity": 1}]})
    await pay(orders_client, order, amount_cents=33)
    path = f"/v1/orders/{order['id']}/payments"
    asked = (await orders_client.post(path, {"token": ASKS_BUYER}, "customer")).json()
    assert (asked["status"], asked["amount_cents"]) == ("requires_action", 300)
    assert asked["next_action"]["expires_at"] is not None
    provider.approve(asked["id"])
    again = await orders_client.post(path, {"token": GOOD}, "customer")
    assert (again.status_code, again.json()["id"], again.json()["status"]) == (200, asked["id"], "captured")
    assert owing(await read(orders_client, order)) == ("completed", "paid", 333, 0)
    assert await violations(db, stock) == {}


async def test_an_order_paid_in_parts_is_confirmed_by_the_last_and_never_expires_before(
    orders_client: OrderClient, container: OrdersHttpContainer, db: Database, stock: InMemoryStock
) -> None:
    order = await unpaid(orders_client, ("MUG", 3))
    assert (await pay(orders_client, order, amount_cents=500)).status_code == 201
    part = await read(orders_client, order)
    assert owing(part) == ("pending_payment", "partially_paid", 500, 499)
    assert part["payment_due_at"] is None
    db.clock_shift = timedelta(days=30)
    assert await resolve(container.expire_orders)() == 0
    assert await violations(db, stock) == {}
    card = await orders_client.post(f"/v1/orders/{order['id']}/payments", {"token": DECLINED}, "customer")
    assert card.status_code == 402
    assert owing(await read(orders_client, order))[1] == "partially_paid"
    card = await orders_client.post(f"/v1/orders/{order['id']}/payments", {"token": GOOD}, "customer")
    assert (card.status_code, card.json()["amount_cents"]) == (201, 499)
    assert owing(await read(orders_client, order)) == ("confirmed", "paid", 999, 0)
    assert order["id"] in stock.committed
    assert await violations(db, stock) == {}


async def test_parts_recorded_at_the_same_time_never_sum_to_more_than_is_owed(
    orders_client: OrderClient, db: Database
) -> None:
    order = await orders_client.order(("MUG", 3), payment=INVOICE)
    answers = await asyncio.gather(*(pay(orders_client, order, amount_cents=400) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409, 409]
    assert {answer.json()["max_cents"] for answer in answers if answer.status_code == 409} == {199}
    assert owing(await read(orders_client, order)) == ("confirmed", "partially_paid", 800, 199)


async def test_cancelling_an_order_that_is_paid_in_part_gives_the_part_back(
    orders_client: OrderClient, db: Database, stock: InMemoryStock
) -> None:
    order = await unpaid(orders_client, ("MUG", 3))
    await pay(orders_client, order, amount_cents=500)
    await pay(orders_client, order, amount_cents=100)
    assert (await orders_client.cancel(order)).status_code == 200
    ended = await read(orders_client, order)
    assert (ended["status"], ended["payment_status"], ended["refunded_cents"], ended["outstanding_cents"]) == (
        "cancelled",
        "refunded",
        600,
        0,
    )
    refunds = (await orders_client.get(f"/v1/refunds?order_id={order['id']}&sort=id", "staff"))["items"]
    assert sorted(refund["amount_cents"] for refund in refunds) == [100, 500]
    assert await violations(db, stock) == {}


async def test_units_cancelled_of_an_invoice_paid_in_part_give_back_only_what_is_too_much(
    orders_client: OrderClient,
) -> None:
    order = await orders_client.order(("MUG", 3), payment=INVOICE)
    await pay(orders_client, order, amount_cents=700)
    one = (await orders_client.cancel(order, items=[{"line_id": 1, "quantity": 1}])).json()
    assert (one["cancelled_cents"], one["refunded_cents"], one["outstanding_cents"]) == (333, 34, 0)
    two = (await orders_client.cancel(order, items=[{"line_id": 1, "quantity": 1}])).json()
    assert (two["cancelled_cents"], two["refunded_cents"], two["outstanding_cents"]) == (666, 367, 0)


async def test_a_part_payment_that_goes_back_leaves_the_order_as_it_was(
    orders_client: OrderClient, container: OrdersHttpContainer, db: Database, stock: InMemoryStock
) -> None:
    order = await unpaid(orders_client, ("MUG", 3))
    await pay(orders_client, order, amount_cents=500)
    assert (await orders_client.refund(order, amount_cents=500)).json()["status"] == "succeeded"
    free = await read(orders_client, order)
    assert owing(free) == ("pending_payment", "unpaid", 500, 999)
    assert free["payment_due_at"] is not None
    assert await violations(db, stock) == {}
    card = await orders_client.post(f"/v1/orders/{order['id']}/payments", {"token": GOOD}, "customer")
    assert (card.status_code, card.json()["amount_cents"]) == (201, 999)
    paid = await read(orders_client, order)
    assert (paid["status"], paid["paid_cents"], paid["refunded_cents"]) == ("confirmed", 1499, 500)
    assert await violations(db, stock) == {}


async def test_an_order_whose_part_went_back_expires_when_its_new_time_is_up(
    orders_client: OrderClient, container: OrdersHttpContainer, db: Database, stock: InMemoryStock
) -> None:
    order = await unpaid(orders_client, ("MUG", 3))
    await pay(orders_client, order, amount_cents=500)
    await orders_client.refund(order, amount_cents=500)
    db.clock_shift = timedelta(hours=1)
    assert await resolve(container.expire_orders)() == 1
    assert (await read(orders_client, order))["status"] == "expired"
    assert await violations(db, stock) == {}


async def test_a_refund_by_other_means_is_recorded_also_for_a_card(
    orders_client: OrderClient, db: Database, stock: InMemoryStock, provider: InMemoryProvider
) -> None:
    order = await orders_client.paid(("MUG", 3))
    by_bank = {"method": "manual", "amount_cents": 333, "reference": "bank 2026-12-01"}
    refused = await orders_client.refund(order, who="warehouse", **by_bank)
    assert refused.status_code == 403
    made = await orders_client.refund(order, who="staff", **by_bank)
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["status"], told["method"], told["reference"]) == ("succeeded", "manual", "bank 2026-12-01")
    after = await read(orders_client, order)
    assert (after["payment_status"], after["refunded_cents"], after["credited_cents"], after["outstanding_cents"]) == (
        "partially_refunded",
        333,
        333,
        0,
    )
    too_much = await orders_client.refund(order, amount_cents=667)
    assert (too_much.status_code, too_much.json()["max_cents"]) == (409, 666)
    rest = await orders_client.refund(order, amount_cents=600)
    assert (rest.json()["status"], rest.json()["method"]) == ("pending", "card")
    await orders_client.settle(order)
    assert (await read(orders_client, order))["refunded_cents"] == 933
    assert [call for call, _ in provider.calls].count("refund") == 1
    assert await violations(db, stock, provider) == {}


async def test_an_amount_that_no_payment_covers_is_given_back_from_several(
    orders_client: OrderClient, db: Database
) -> None:
    order = await orders_client.order(("MUG", 3), payment=INVOICE)
    for cents in (500, 499):
        await pay(orders_client, order, amount_cents=cents)
    made = await orders_client.refund(order, items=[{"line_id": 1, "quantity": 3}])
    if made.status_code == 409:  # units that have not shipped are cancelled instead
        made = await orders_client.refund(order, amount_cents=999)
    assert made.status_code == 201, made.text
    refunds = (await orders_client.get(f"/v1/refunds?order_id={order['id']}", "staff"))["items"]
    assert sum(refund["amount_cents"] for refund in refunds) == 999
    assert len({refund["payment_id"] for refund in refunds}) == 2
    assert (await read(orders_client, order))["payment_status"] == "refunded"


@pytest.mark.parametrize(
    ("instruction", "pointer"),
    [
        ({"method": "card", "token": GOOD, "amount_cents": 5}, "/amount_cents"),
        ({"method": "card", "token": GOOD, "reference": "x"}, "/reference"),
        ({"method": "manual", "amount_cents": 0}, "/amount_cents"),
        ({"method": "manual", "reference": " "}, "/reference"),
    ],
)
async def test_a_card_pays_all_and_has_no_reference(
    orders_client: OrderClient, instruction: dict[str, Any], pointer: str
) -> None:
    order = await orders_client.order(("MUG", 1), payment=INVOICE)
    refused = await pay(orders_client, order, **instruction)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert owing(await read(orders_client, order)) == ("confirmed", "unpaid", 0, 333)


@pytest.mark.parametrize("capture_at_once", [False])
async def test_a_card_for_an_invoice_is_charged_when_its_goods_leave(
    orders_client: OrderClient, db: Database, stock: InMemoryStock, provider: InMemoryProvider
) -> None:
    order = await orders_client.order(("MUG", 3), payment=INVOICE)
    assert (await pay(orders_client, order, method="card", token=GOOD)).json()["status"] == "authorized"
    again = await pay(orders_client, order, method="card", token=GOOD)
    assert (again.status_code, again.json()["code"]) == (409, "invalid_transition")
    assert "capture that payment" in again.json()["detail"]
    await orders_client.ship(order, (1, 3))
    await orders_client.settle(order)
    assert owing(await read(orders_client, order)) == ("completed", "paid", 999, 0)
    assert await violations(db, stock, provider) == {}


async def test_an_order_paid_by_two_cards_in_parts_was_not_charged_twice(
    orders_client: OrderClient, db: Database, stock: InMemoryStock, provider: InMemoryProvider
) -> None:
    order = await unpaid(orders_client, ("MUG", 3))
    await pay(orders_client, order, amount_cents=300)
    asked = await pay(orders_client, order, method="card", token=ASKS_BUYER)
    assert (asked.json()["status"], asked.json()["amount_cents"]) == ("requires_action", 699)
    assert (await orders_client.refund(order, amount_cents=300)).status_code == 201
    provider.approve(asked.json()["id"])
    for status in (200, 201):  # it turns out that the buyer has approved; then what was given back is paid again
        assert (await pay(orders_client, order, method="card", token=GOOD)).status_code == status
    paid = await read(orders_client, order)
    assert owing(paid)[2:] == (1299, 0)
    assert sorted(provider.captures.values()) == [1, 1]
    assert await violations(db, stock, provider) == {}
