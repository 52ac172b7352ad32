"""Placement against a real database, with fakes of other modules."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from modules.orders.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.placement.expire_orders import ExpireOrders
from modules.orders.application.placement.place_order import PlacedOrder, PlaceOrderCommand
from modules.orders.domain.order.buyer import Details, Guest
from shared.infra.sql.database import Database
from shared.kernel.idempotency import IdempotencyKey
from tests.modules.orders.adapters.stored_rows import rows
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.promotions import PROMOTIONS
from tests.modules.orders.shop import (
    CLIENT,
    HOME,
    METADATA,
    STAFF,
    OrderPlacement,
    idempotency_under,
    order_for,
    order_placement,
)


async def test_a_stored_order_is_loaded_unchanged(shop: OrderPlacement, transactions: SqlUnitOfWorkFactory) -> None:
    details = Details(
        shipping_address=HOME,
        billing_address=replace(HOME, line2="Flat 2"),
        tax_id="GB 123",
        note="Ring twice",
        metadata={"a": "b"},
    )
    placed = await shop.one(order_for(("TEA", 2), ("POT", 1), details=details, client_reference="web-1"))
    async with transactions.read() as records:
        found = await records.get(placed.id)
    assert found is not None
    placed.lines = list(placed.lines)
    for line in [*found.lines, *placed.lines]:
        line.location_codes = tuple(line.location_codes)
    assert found == placed
    guest = await shop.one(order_for(("TEA", 1), by=CLIENT, customer=Guest(name="Bo", email="Bo@Example.com")))
    async with transactions.read() as records:
        assert (await records.get_many([guest.id]))[guest.id].buyer == guest.buyer


async def test_events_and_history_match_the_order(shop: OrderPlacement, db: Database) -> None:
    order = await shop.one(order_for(("TEA", 1), by=STAFF, payment=PaymentInstruction(method="manual")))
    events = await rows(db, "SELECT type, sequence, data FROM platform.events ORDER BY sequence")
    assert [(e["type"], e["sequence"]) for e in events] == [
        ("orders.order.placed", 1),
        ("orders.order.confirmed", 2),
    ]
    assert events[1]["data"] == {
        "order_id": order.id,
        "customer_id": 1,
        "status": "confirmed",
        "payment_status": "paid",
        "currency": "GBP",
        "total_cents": 255,
        "version": 1,
    }
    history = await rows(db, "SELECT sequence, fact, status FROM orders.order_history ORDER BY sequence")
    assert [(h["fact"], h["status"]) for h in history] == [("placed", "pending_payment"), ("confirmed", "confirmed")]


async def test_saving_publishes_each_event_once_and_only_with_the_commit(
    shop: OrderPlacement, transactions: SqlUnitOfWorkFactory, db: Database
) -> None:
    order = await shop.one(order_for(("TEA", 1), by=STAFF, payment=PaymentInstruction(method="manual")))
    published = "SELECT sequence, type FROM platform.events WHERE aggregate_type = 'order' ORDER BY sequence"
    before = [tuple(row.values()) for row in await rows(db, published)]
    async with transactions.begin() as work:
        locked = await work.orders.lock(order.id)
        assert locked is not None
        locked.put_on_hold("check", work.tx.now, METADATA)
        work.orders.save(locked)
        await work.tx.flush()
        work.roll_back()
    assert [tuple(row.values()) for row in await rows(db, published)] == before
    async with transactions.begin() as work:
        locked = await work.orders.lock(order.id)
        assert locked is not None
        locked.put_on_hold("check", work.tx.now, METADATA)
        work.orders.save(locked)
        await work.tx.flush()
        work.orders.save_money(locked)
        await work.commit()
    assert [tuple(row.values()) for row in await rows(db, published)] == [
        *before,
        (len(before) + 1, "orders.order.held"),
    ]


class Counted:
    """Counts the statements that `begin` sends."""

    def __init__(self, transactions: SqlUnitOfWorkFactory) -> None:
        self._transactions = transactions
        self.statements: list[str] = []

    @asynccontextmanager
    async def begin_batch(self, keys: Sequence[IdempotencyKey | None]) -> AsyncIterator[object]:
        async with self._transactions.begin_batch(keys) as work:
            driver = work.tx._connection.driver
            driver.add_query_logger(self._note)
            try:
                yield work
            finally:
                driver.remove_query_logger(self._note)

    def _note(self, record: Any) -> None:
        self.statements.append(record.query)


async def test_statements_grow_neither_with_lines_nor_with_orders(transactions: SqlUnitOfWorkFactory) -> None:
    stock = InMemoryStock()
    for n in range(50):
        stock.sell(f"SKU{n}", 10_000)
    counted = Counted(transactions)
    shop = order_placement(counted.begin_batch, stock)

    def batch(orders: int, lines: int) -> list[PlaceOrderCommand]:
        return [
            order_for(
                *((f"SKU{n}", 1) for n in range(lines)),
                by=CLIENT,
                customer_id=7,
                client_reference=f"{orders}-{m}",
                idempotency=idempotency_under(f"{orders}-{m}"),
            )
            for m in range(orders)
        ]

    await shop.batch(*batch(1, 1))  # the first takes ids ahead, and the driver learns the types
    counted.statements.clear()
    await shop.batch(*batch(2, 1))
    few = len(counted.statements)
    counted.statements.clear()
    outcomes = await shop.batch(*batch(32, 50))
    assert all(isinstance(outcome, PlacedOrder) for outcome in outcomes)
    # After the keys: names to lock, references, one write, COMMIT; those of the other modules come on top.
    assert len(counted.statements) == few == 4


async def test_an_overdue_order_expires_and_releases_its_stock(
    shop: OrderPlacement, transactions: SqlUnitOfWorkFactory, db: Database, stock: InMemoryStock
) -> None:
    first = await shop.one(order_for(("TEA", 6)))
    paid = await shop.one(order_for(("TEA", 1), by=STAFF, payment=PaymentInstruction(method="manual")))
    db.clock_shift = first.payment_due_at - first.created_at  # type: ignore[operator]
    assert await ExpireOrders(transactions.begin, stock, PROMOTIONS)() == 1
    async with transactions.read() as records:
        found = await records.get_many([first.id, paid.id])
    assert found[first.id].status == "expired"
    assert found[first.id].lines[0].reserved == 0
    assert found[paid.id].status == "confirmed"
    assert stock.holds.keys() == {paid.id}
    types = await rows(db, "SELECT type, sequence FROM platform.events WHERE aggregate_id = $1", str(first.id))
    assert ("orders.order.expired", 2) in [(t["type"], t["sequence"]) for t in types]


async def test_ids_are_taken_in_blocks(transactions: SqlUnitOfWorkFactory) -> None:
    async with transactions.begin() as work:
        ids = [*await work.orders.next_ids(999), *await work.orders.next_ids(3), *await work.orders.next_ids(2500)]
    assert len(set(ids)) == len(ids) == 3502
    assert ids == sorted(ids)


async def test_history_cannot_be_rewritten(shop: OrderPlacement, owner_database_url: str) -> None:
    await shop.one(order_for(("TEA", 1)))
    owner = await asyncpg.connect(owner_database_url)
    try:
        for rewriting in (
            "UPDATE orders.order_history SET fact = 'confirmed'",
            """UPDATE orders.order_history SET detail = '{"reason": "another"}'""",
            """UPDATE orders.order_history SET detail = detail || '{"reason": "erased"}'""",
            "DELETE FROM orders.order_history",
            "TRUNCATE orders.order_history",
        ):
            with pytest.raises(asyncpg.RestrictViolationError):
                await owner.execute(rewriting)
    finally:
        await owner.close()


async def test_only_texts_of_a_history_can_be_erased(
    shop: OrderPlacement, database_url: str, owner_database_url: str
) -> None:
    await shop.one(order_for(("TEA", 1)))
    owner, program = await asyncpg.connect(owner_database_url), await asyncpg.connect(database_url)
    erase = """UPDATE orders.order_history SET detail = detail || '{"reason": "erased"}'"""
    try:
        await owner.execute(
            """INSERT INTO orders.order_history
               SELECT order_id, 2, at, 'held', status, payment_status, actor, request_id, '{"reason": "Ada called"}'
               FROM orders.order_history"""
        )
        for rewriting in (f"{erase}, fact = 'released' WHERE sequence = 2", f"{erase}, at = now() WHERE sequence = 2"):
            with pytest.raises(asyncpg.RestrictViolationError):
                await owner.execute(rewriting)
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await program.execute(rewriting)
        await program.execute(f"{erase} WHERE sequence = 2")
        (line,) = await owner.fetch("SELECT fact, detail FROM orders.order_history WHERE sequence = 2")
        assert tuple(line) == ("held", '{"reason": "erased"}')
    finally:
        await owner.close()
        await program.close()
