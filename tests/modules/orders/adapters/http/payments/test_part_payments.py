"""Orders that are paid in parts, over HTTP."""

import asyncio
from datetime import timedelta

import pytest

from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.checks.doctor_violations import violations
from tests.modules.orders.adapters.http.payments.order_client import OrderClient
from tests.modules.orders.adapters.http.payments.payment_requests import INVOICE, owing, pay, read, unpaid
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.in_memory.provider import ASKS_BUYER, DECLINED, GOOD, InMemoryProvider


@pytest.fixture(autouse=True)
def mugs(stock: InMemoryStock) -> None:
    """What is bought here."""
    stock.sell("MUG", 99, price_cents=333)


async def test_an_order_paid_in_parts_is_confirmed_by_the_last_and_does_not_expire(
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


async def test_concurrent_part_payments_never_exceed_the_outstanding_amount(
    orders_client: OrderClient, db: Database
) -> None:
    order = await orders_client.order(("MUG", 3), payment=INVOICE)
    responses = await asyncio.gather(*(pay(orders_client, order, amount_cents=400) for _ in range(6)))
    assert sorted(response.status_code for response in responses) == [201, 201, 409, 409, 409, 409]
    assert {response.json()["max_cents"] for response in responses if response.status_code == 409} == {199}
    assert owing(await read(orders_client, order)) == ("confirmed", "partially_paid", 800, 199)


async def test_cancelling_a_partially_paid_order_refunds_the_payment(
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


async def test_cancelling_units_of_a_partially_paid_invoice_refunds_only_the_excess(
    orders_client: OrderClient,
) -> None:
    order = await orders_client.order(("MUG", 3), payment=INVOICE)
    await pay(orders_client, order, amount_cents=700)
    one = (await orders_client.cancel(order, items=[{"line_id": 1, "quantity": 1}])).json()
    assert (one["cancelled_cents"], one["refunded_cents"], one["outstanding_cents"]) == (333, 34, 0)
    two = (await orders_client.cancel(order, items=[{"line_id": 1, "quantity": 1}])).json()
    assert (two["cancelled_cents"], two["refunded_cents"], two["outstanding_cents"]) == (666, 367, 0)


async def test_a_refunded_part_payment_restores_the_outstanding_amount(
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


async def test_an_order_with_a_refunded_part_payment_expires_at_its_new_deadline(
    orders_client: OrderClient, container: OrdersHttpContainer, db: Database, stock: InMemoryStock
) -> None:
    order = await unpaid(orders_client, ("MUG", 3))
    await pay(orders_client, order, amount_cents=500)
    await orders_client.refund(order, amount_cents=500)
    db.clock_shift = timedelta(hours=1)
    assert await resolve(container.expire_orders)() == 1
    assert (await read(orders_client, order))["status"] == "expired"
    assert await violations(db, stock) == {}


async def test_an_order_paid_by_two_cards_in_parts_was_not_charged_twice(
    orders_client: OrderClient, db: Database, stock: InMemoryStock, provider: InMemoryProvider
) -> None:
    order = await unpaid(orders_client, ("MUG", 3))
    await pay(orders_client, order, amount_cents=300)
    requested = await pay(orders_client, order, method="card", token=ASKS_BUYER)
    assert (requested.json()["status"], requested.json()["amount_cents"]) == ("requires_action", 699)
    assert (await orders_client.refund(order, amount_cents=300)).status_code == 201
    provider.approve(requested.json()["id"])
    for status in (200, 201):  # it turns out that the buyer has approved; then what was given back is paid again
        assert (await pay(orders_client, order, method="card", token=GOOD)).status_code == status
    paid = await read(orders_client, order)
    assert owing(paid)[2:] == (1299, 0)
    assert sorted(provider.captures.values()) == [1, 1]
    assert await violations(db, stock, provider) == {}
