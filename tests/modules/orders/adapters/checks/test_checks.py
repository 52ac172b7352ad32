"""Doctor finds nothing in a sound shop, and every planted corruption."""

from datetime import timedelta

import asyncpg
import pytest

from modules.inventory.public import ReservationDeallocated
from modules.orders.application.payment_instruction import PaymentInstruction
from shared.infra.sql.database import Database
from shared.kernel.events import OutgoingEvent
from tests.modules.orders.adapters.checks.doctor_violations import violations
from tests.modules.orders.in_memory.allocations import FakeAllocation
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.shop import METADATA, STAFF, OrderPlacement, order_for


@pytest.fixture
async def order_id(shop: OrderPlacement) -> int:
    await shop.one(order_for(("TEA", 1), by=STAFF, payment=PaymentInstruction(method="manual")))
    await shop.one(order_for(("TEA", 1), ("POT", 2), by=STAFF, payment=PaymentInstruction(method="invoice")))
    return (await shop.one(order_for(("TEA", 2), ("POT", 1), shipping_method="express"))).id


async def test_reserved_stock_without_a_payment_is_found(db: Database, stock: InMemoryStock, order_id: int) -> None:
    stock.kept_until_settled.add(order_id)
    assert await violations(db, stock) == {"orders.suspended_reservations_match_payments": [f"order:{order_id}"]}


async def test_a_consistent_shop_has_no_violations(db: Database, stock: InMemoryStock, order_id: int) -> None:
    assert await violations(db, stock) == {}
    db.clock_shift = timedelta(days=1)
    del stock.holds[order_id]
    assert await violations(db, stock) == {}


async def test_reservations_without_order_and_orders_without_reservation_are_found(
    db: Database, stock: InMemoryStock, order_id: int
) -> None:
    stock.holds[99] = stock.holds.pop(order_id)
    assert await violations(db, stock) == {
        "orders.reservations_match_lines": [f"order:{id_}" for id_ in sorted((99, order_id))]
    }


async def test_backordered_units_counted_as_reserved_are_found(
    db: Database, stock: InMemoryStock, order_id: int
) -> None:
    stock.holds[order_id][0] = FakeAllocation(1, "TEA", None, 2)
    assert await violations(db, stock) == {"orders.reservations_match_lines": [f"order:{order_id}"]}
    async with db.begin() as tx:
        tx.record(
            OutgoingEvent(
                ReservationDeallocated(order_id, ()), aggregate_id=str(order_id), sequence=2, metadata=METADATA
            )
        )
        await tx.commit()
    async with db.begin() as tx:
        await tx.fetch(
            "INSERT INTO platform.deliveries (event_id, consumer, created_at, due_at)"
            " SELECT id, 'orders.apply_stock_movements', now(), now() FROM platform.events"
            " WHERE aggregate_type = 'reservation'"
        )
        await tx.commit()
    # The order has yet to hear of it; units that are nowhere at all are wrong even so.
    assert await violations(db, stock) == {}
    stock.holds[order_id][0] = FakeAllocation(1, "TEA", None, 1)
    assert await violations(db, stock) == {"orders.reservations_match_lines": [f"order:{order_id}"]}


PLANTED = [
    (
        "orders.lines_match_totals",
        "UPDATE orders.orders SET subtotal_cents = subtotal_cents + 1, total_cents = total_cents + 1 WHERE id = $1",
    ),
    ("orders.lines_match_totals", "UPDATE orders.orders SET tax_cents = tax_cents + 1 WHERE id = $1"),
    (
        "orders.lines_match_totals",
        "UPDATE orders.order_lines SET total_cents = total_cents + 1 WHERE order_id = $1 AND line_id = 1",
    ),
    (
        "orders.history_matches_status",
        "UPDATE orders.orders SET status = 'confirmed', payment_due_at = NULL WHERE id = $1",
    ),
    ("orders.history_matches_status", "UPDATE orders.orders SET sequence = 7 WHERE id = $1"),
    (
        "orders.history_matches_status",
        "INSERT INTO orders.order_history"
        " SELECT order_id, 3, at, fact, status, payment_status, actor, request_id, detail"
        " FROM orders.order_history WHERE order_id = $1",
    ),
    ("orders.derived_states", "UPDATE orders.orders SET payment_status = 'paid' WHERE id = $1"),
    ("orders.derived_states", "UPDATE orders.orders SET fulfillment_status = 'fulfilled' WHERE id = $1"),
    ("orders.units_match_shipments", "UPDATE orders.order_lines SET reserved = 0 WHERE order_id = $1"),
    (
        "orders.units_match_shipments",
        "UPDATE orders.orders SET status = 'expired', payment_due_at = NULL WHERE id = $1",
    ),
    ("orders.no_orphans", "DELETE FROM orders.order_lines WHERE order_id = $1"),
    ("orders.no_orphans", "UPDATE orders.order_lines SET order_id = 99 WHERE order_id = $1 AND line_id = 2"),
    ("orders.order_count_matches", "UPDATE orders.order_counts SET orders = orders + $1::bigint WHERE slot = 3"),
    ("orders.order_count_matches", "DELETE FROM orders.orders WHERE id = $1"),
    *(
        (
            "orders.order_count_matches",
            f"UPDATE orders.part_counts SET number = number + $1::bigint WHERE part = '{part}' AND slot = 3",
        )
        for part in ("payments", "refunds", "shipments", "returns")
    ),
]


@pytest.mark.parametrize(("check", "corruption"), PLANTED)
async def test_a_planted_corruption_is_found(
    db: Database, stock: InMemoryStock, owner_database_url: str, order_id: int, check: str, corruption: str
) -> None:
    owner = await asyncpg.connect(owner_database_url)
    try:
        await owner.execute(corruption, order_id)
    finally:
        await owner.close()
    assert check in await violations(db, stock)
