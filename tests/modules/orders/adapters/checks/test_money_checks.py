"""Doctor finds nothing in a sound payment_shop, and every planted corruption."""

from datetime import timedelta

import asyncpg
import pytest

from modules.orders.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.orders.application.payment_instruction import PaymentInstruction
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.checks.doctor_violations import violations
from tests.modules.orders.in_memory.other_modules import FakeCustomers, InMemoryStock
from tests.modules.orders.in_memory.provider import ASKS_BUYER, DECLINED, GOOD
from tests.modules.orders.payment_shop import PaymentShop


@pytest.fixture
def payment_shop(transactions: SqlUnitOfWorkFactory, stock: InMemoryStock, customers: FakeCustomers) -> PaymentShop:
    stock.sell("FREE", 10, price_cents=0)
    stock.sell("MUG", 100, price_cents=333)
    return PaymentShop(transactions, stock, customers)


@pytest.fixture
def late_capture_shop(
    transactions: SqlUnitOfWorkFactory, stock: InMemoryStock, customers: FakeCustomers, payment_shop: PaymentShop
) -> PaymentShop:
    """The same shop with late capture."""
    return PaymentShop(transactions, stock, customers, capture_immediately=False)


async def test_consistent_payments_have_no_violations(
    db: Database, stock: InMemoryStock, payment_shop: PaymentShop, late_capture_shop: PaymentShop
) -> None:
    manual = await payment_shop.place(("MUG", 3), shipping_method="express")
    await payment_shop.ship(manual, {1: 1})
    await payment_shop.refund(manual, units={1: 1})
    await payment_shop.refund(manual, shipping_cents=100)
    await payment_shop.cancel(manual, {1: 1})
    await payment_shop.cancel(await payment_shop.place(("MUG", 3), ("TEA", 1), shipping_method="express"))
    await payment_shop.cancel(await payment_shop.place(("MUG", 1)), {1: 1})
    await payment_shop.place(("FREE", 1))
    await payment_shop.place(("MUG", 1), instruction=PaymentInstruction(method="invoice"))
    await payment_shop.place(("MUG", 1), instruction=PaymentInstruction(method="card", token=GOOD))
    for card in (GOOD, DECLINED, ASKS_BUYER):
        await payment_shop.paid(("MUG", 2), card=card, shipping_method="express")
        await payment_shop.cancel(await payment_shop.paid(("MUG", 2), card=card))
        settled = await payment_shop.cancel(await payment_shop.paid(("MUG", 2), card=card))
        await payment_shop.settle(settled)
    half = await payment_shop.paid(("MUG", 3))
    await payment_shop.cancel(half, {1: 1})
    await payment_shop.settle(half)
    billed = await payment_shop.place(("MUG", 3), instruction=PaymentInstruction(method="invoice"))
    await payment_shop.pay(billed, 400)
    await payment_shop.cancel(billed, {1: 1})
    await payment_shop.refund(billed, amount_cents=100, method="manual", reference="cash")
    await payment_shop.pay(await payment_shop.place(("MUG", 1), instruction=PaymentInstruction(method="invoice")))
    by_parts = await payment_shop.paid(("MUG", 3), card=DECLINED)
    await payment_shop.pay(by_parts, 400)
    assert await violations(db, stock) == {}
    await payment_shop.pay(by_parts)
    await payment_shop.cancel(await payment_shop.pay(await payment_shop.paid(("MUG", 1), card=DECLINED), 100))
    again = await payment_shop.pay(await payment_shop.paid(("MUG", 1), card=DECLINED), 100)
    await payment_shop.refund(again, amount_cents=100)
    await payment_shop.refund(await payment_shop.paid(("MUG", 2)), amount_cents=50, method="manual")
    assert await violations(db, stock, payment_shop.provider) == {}
    await late_capture_shop.paid(("MUG", 1))
    await late_capture_shop.capture(await late_capture_shop.paid(("MUG", 1)))
    taken = await late_capture_shop.capture(await late_capture_shop.paid(("MUG", 1)))
    await late_capture_shop.settle(taken)
    await late_capture_shop.cancel(await late_capture_shop.paid(("MUG", 1)))
    voided = await late_capture_shop.cancel(await late_capture_shop.paid(("MUG", 1)))
    await late_capture_shop.settle(voided)
    assert await violations(db, stock) == {}


PLANTED = [
    ("orders.derived_states", "UPDATE orders.orders SET payment_status = 'authorized' WHERE id = $1"),
    ("orders.derived_states", "UPDATE orders.orders SET payment_in_flight = true WHERE id = $1"),
    ("orders.payments_match_orders", "UPDATE orders.orders SET paid_cents = paid_cents - 1 WHERE id = $1"),
    (
        "orders.payments_match_orders",
        "UPDATE orders.orders SET refunded_cents = 1, payment_status = 'partially_refunded' WHERE id = $1",
    ),
    ("orders.payments_match_orders", "UPDATE orders.refunds SET amount_cents = amount_cents + 1 WHERE order_id = $1"),
    ("orders.payments_match_orders", "UPDATE orders.refunds SET amount_cents = 5000 WHERE order_id = $1"),
    (
        "orders.payments_match_orders",
        "UPDATE orders.payments SET refunded_cents = refunded_cents + 1 WHERE order_id = $1",
    ),
    (
        "orders.payments_match_orders",
        "WITH order_ AS (UPDATE orders.orders SET paid_cents = paid_cents - 1 WHERE id = $1)"
        " UPDATE orders.payments SET captured_cents = captured_cents - 1 WHERE order_id = $1",
    ),
    (
        "orders.payments_match_orders",
        "UPDATE orders.orders SET status = 'pending_payment', payment_due_at = now() + interval '1 hour' WHERE id = $1",
    ),
    ("orders.payments_match_orders", "UPDATE orders.orders SET cancelled_cents = 200 WHERE id = $1"),
    (
        "orders.no_orphans",
        "UPDATE orders.payments SET order_id = 99 WHERE order_id = $1",
    ),
    ("orders.no_orphans", "UPDATE orders.refunds SET payment_id = 99 WHERE order_id = $1"),
]


PLANTED_IN_PARTS = [
    ("orders.derived_states", "UPDATE orders.orders SET payment_status = 'paid' WHERE id = $1"),
    ("orders.derived_states", "UPDATE orders.orders SET credited_cents = 899 WHERE id = $1"),
    (
        "orders.payments_match_orders",
        "UPDATE orders.orders SET payment_due_at = now() + interval '1 hour' WHERE id = $1",
    ),
    ("orders.payments_match_orders", "UPDATE orders.orders SET cancelled_cents = 899 WHERE id = $1"),
    (
        "orders.payments_match_orders",
        "UPDATE orders.orders SET status = 'expired', payment_status = 'paid' WHERE id = $1",
    ),
]


async def plant(owner_database_url: str, corruption: str, order_id: int) -> None:
    owner = await asyncpg.connect(owner_database_url)
    try:
        await owner.execute(corruption, order_id)
    finally:
        await owner.close()


@pytest.mark.parametrize(("check", "corruption"), PLANTED)
async def test_a_planted_corruption_is_found(
    db: Database, stock: InMemoryStock, payment_shop: PaymentShop, owner_database_url: str, check: str, corruption: str
) -> None:
    order = await payment_shop.paid(("MUG", 3))
    await payment_shop.refund(order, amount_cents=100)
    await payment_shop.settle(order)
    assert await violations(db, stock) == {}
    await plant(owner_database_url, corruption, order.id)
    assert check in await violations(db, stock)


@pytest.mark.parametrize(("check", "corruption"), PLANTED_IN_PARTS)
async def test_a_planted_corruption_of_a_part_payment_is_found(
    db: Database, stock: InMemoryStock, payment_shop: PaymentShop, owner_database_url: str, check: str, corruption: str
) -> None:
    order = await payment_shop.pay(await payment_shop.paid(("MUG", 3), card=DECLINED), 100)
    assert await violations(db, stock) == {}
    await plant(owner_database_url, corruption, order.id)
    db.clock_shift = timedelta(minutes=11)
    assert check in await violations(db, stock)


async def test_an_order_that_would_never_expire_is_found(
    db: Database, stock: InMemoryStock, payment_shop: PaymentShop, owner_database_url: str
) -> None:
    order = await payment_shop.pay(await payment_shop.paid(("MUG", 3), card=DECLINED), 100)
    await payment_shop.refund(order, amount_cents=100)
    assert await violations(db, stock) == {}
    await plant(owner_database_url, "UPDATE orders.orders SET payment_due_at = NULL WHERE id = $1", order.id)
    assert await violations(db, stock) == {"orders.payments_match_orders": [f"order:{order.id}"]}


async def test_a_refund_that_was_not_credited_is_found(
    db: Database, stock: InMemoryStock, payment_shop: PaymentShop, owner_database_url: str
) -> None:
    order = await payment_shop.paid(("MUG", 3))
    await payment_shop.refund(order, amount_cents=100)
    await payment_shop.settle(order)
    await plant(owner_database_url, "UPDATE orders.orders SET credited_cents = 99 WHERE id = $1", order.id)
    assert f"order:{order.id}" in (await violations(db, stock))["orders.refunds_claimed_once"]


async def test_unneeded_authorizations_are_found(
    db: Database, stock: InMemoryStock, late_capture_shop: PaymentShop, owner_database_url: str
) -> None:
    order = await late_capture_shop.paid(("MUG", 3))
    await plant(owner_database_url, "UPDATE orders.orders SET status = 'completed' WHERE id = $1", order.id)
    db.clock_shift = timedelta(minutes=11)
    assert f"payment:{order.payments[0].id}" in (await violations(db, stock))["orders.payments_match_orders"]


async def test_an_overdue_payment_authentication_is_found(
    db: Database, stock: InMemoryStock, payment_shop: PaymentShop
) -> None:
    order = await payment_shop.paid(("MUG", 1), card=ASKS_BUYER)
    db.clock_shift = timedelta(minutes=24)
    assert "orders.no_stale_approvals" not in await violations(db, stock)
    db.clock_shift = timedelta(minutes=26)
    assert (await violations(db, stock))["orders.no_stale_approvals"] == [f"payment:{order.payments[0].id}"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE orders.refunds SET status = 'failed' WHERE order_id = $1",
        "DELETE FROM orders.refunds WHERE order_id = $1",
    ],
)
async def test_unrefunded_payments_of_terminal_orders_are_found(
    db: Database, stock: InMemoryStock, payment_shop: PaymentShop, owner_database_url: str, statement: str
) -> None:
    order = await payment_shop.cancel(await payment_shop.paid(("MUG", 1)))
    await plant(owner_database_url, statement, order.id)
    # A deleted refund is also missing from the number of refunds.
    assert set(await violations(db, stock)) <= {"orders.no_unhandled_failed_refunds", "orders.order_count_matches"}
    db.clock_shift = timedelta(minutes=11)
    assert (await violations(db, stock))["orders.payments_match_orders"] == [f"order:{order.id}"]


async def test_unvoided_authorizations_of_terminal_orders_are_found(
    db: Database, stock: InMemoryStock, late_capture_shop: PaymentShop, owner_database_url: str
) -> None:
    order = await late_capture_shop.cancel(await late_capture_shop.paid(("MUG", 1)))
    db.clock_shift = timedelta(minutes=11)
    assert await violations(db, stock) == {}
    await plant(owner_database_url, "UPDATE orders.payments SET next_attempt_at = NULL WHERE order_id = $1", order.id)
    assert await violations(db, stock) == {"orders.payments_match_orders": [f"payment:{order.payments[0].id}"]}


async def test_an_overdue_card_token_is_found(db: Database, stock: InMemoryStock, payment_shop: PaymentShop) -> None:
    for card in (GOOD, DECLINED, ASKS_BUYER):
        await payment_shop.paid(("MUG", 1), card=card)
    order = await payment_shop.place(("MUG", 1), instruction=PaymentInstruction(method="card", token=GOOD))
    assert await violations(db, stock) == {}
    db.clock_shift = timedelta(days=1, minutes=1)
    assert (await violations(db, stock))["orders.no_stale_card_tokens"] == [f"payment:{order.payments[0].id}"]
