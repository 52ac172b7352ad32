"""Placement against a real database, its neighbours played by twins."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from modules.orders.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.orders.application.changes.cancel_order import CancelOrder, CancelOrderCommand
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.placement.expire_orders import ExpireOrders
from modules.orders.application.placement.place_order import PlacedOrder, PlaceOrderCommand
from modules.orders.domain.order.buyer import Details, Guest
from shared.infra.batching import RequestBatcher
from shared.infra.sql.database import Database
from shared.kernel.errors import Conflict, DomainError, Unavailable
from shared.kernel.idempotency import ReplayedResponse
from tests.modules.orders.in_memory_neighbours import InMemoryStock
from tests.modules.orders.promotions import PROMOTIONS
from tests.modules.orders.shop import (
    CLIENT,
    CUSTOMER,
    HOME,
    METADATA,
    STAFF,
    OrderPlacement,
    idempotency_under,
    order_for,
    order_placement,
)


async def rows(db: Database, text: str, *arguments: object) -> list[dict[str, Any]]:
    async with db.read() as reading:
        return [dict(row) for row in await reading.fetch(text, *arguments)]


async def test_an_order_comes_back_as_it_was_placed(shop: OrderPlacement, transactions: SqlUnitOfWorkFactory) -> None:
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


async def test_events_history_and_order_tell_the_same(shop: OrderPlacement, db: Database) -> None:
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
    async def begin(self) -> AsyncIterator[object]:
        async with self._transactions.begin() as work:
            driver = work.tx._driver
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
    shop = order_placement(counted.begin, stock)

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
    # Keys, turns, references, one write, COMMIT; the neighbours' own come on top.
    assert len(counted.statements) == few == 5


async def test_a_repeat_gets_the_first_answer_even_if_that_was_never_sent(shop: OrderPlacement) -> None:
    """The answer is kept by the commit itself: dying right after it loses nothing."""
    first = await shop.one(order_for(("TEA", 1), idempotency=idempotency_under("a")))
    with pytest.raises(ReplayedResponse) as again:
        await shop.one(order_for(("TEA", 1), idempotency=idempotency_under("a")))
    assert again.value.answer.body == b"order %d" % first.id


async def test_an_answer_lost_on_its_way_from_the_database_is_replayed(
    transactions: SqlUnitOfWorkFactory, stock: InMemoryStock, db: Database
) -> None:
    """The commit went through and nobody heard of it: the caller gets 503, and on trying again the order."""

    @asynccontextmanager
    async def begin() -> AsyncIterator[object]:
        async with transactions.begin() as work:
            yield work
        if work.tx.committed:
            raise Unavailable("dependency_unavailable", "The database cannot be reached.")

    collect = RequestBatcher(order_placement(begin, stock).use_case)
    with pytest.raises(Unavailable):
        await collect(order_for(("TEA", 1), idempotency=idempotency_under("a")))
    with pytest.raises(ReplayedResponse):
        await order_placement(transactions.begin, stock).one(order_for(("TEA", 1), idempotency=idempotency_under("a")))
    (count,) = await rows(db, "SELECT count(*) AS n FROM orders.orders")
    assert count["n"] == 1


async def test_parallel_repeats_make_one_order_per_key(transactions: SqlUnitOfWorkFactory, db: Database) -> None:
    stock = InMemoryStock()
    stock.sell("TEA", 1000)
    shops = [order_placement(transactions.begin, stock) for _ in range(2)]

    async def attempt(n: int) -> None:
        for again in range(30):
            try:
                await shops[(n + again) % 2].one(
                    order_for(("TEA", 1), by=CLIENT, customer_id=7, idempotency=idempotency_under(f"key-{n % 8}"))
                )
            except ReplayedResponse:
                return
            except DomainError:
                await asyncio.sleep(0.01)

    await asyncio.gather(*(attempt(n) for n in range(40)))
    (count,) = await rows(db, "SELECT count(*) AS n FROM orders.orders")
    assert count["n"] == 8


async def test_parallel_orders_of_one_customer_keep_the_unpaid_limit(shop: OrderPlacement, db: Database) -> None:
    results = await asyncio.gather(*(shop.one(order_for(("TEA", 1))) for _ in range(8)), return_exceptions=True)
    assert sum(not isinstance(result, Exception) for result in results) == 3
    assert {r.code for r in results if isinstance(r, DomainError)} == {"too_many_unpaid_orders"}


async def test_parallel_orders_with_one_reference_leave_one(shop: OrderPlacement) -> None:
    results = await asyncio.gather(
        *(shop.one(order_for(("TEA", 1), by=CLIENT, customer_id=7, client_reference="r")) for _ in range(6)),
        return_exceptions=True,
    )
    (placed,) = [result for result in results if not isinstance(result, BaseException)]
    refused = [result for result in results if isinstance(result, Conflict)]
    assert len(refused) == 5
    assert all(r.extensions["order_id"] == placed.id for r in refused)


async def test_the_constraint_is_the_last_net(shop: OrderPlacement, transactions: SqlUnitOfWorkFactory) -> None:
    order = await shop.one(order_for(("TEA", 1), client_reference="r"))
    order.id += 1
    with pytest.raises(Conflict) as refused:
        async with transactions.begin() as work:
            work.orders.add(order)
            await work.commit()
    assert refused.value.code == "duplicate_reference"


async def test_of_cancel_and_expiry_one_wins(
    shop: OrderPlacement, transactions: SqlUnitOfWorkFactory, db: Database, stock: InMemoryStock
) -> None:
    order = await shop.one(order_for(("TEA", 1)))
    cancel, expire = (
        CancelOrder(transactions.begin, stock, PROMOTIONS),
        ExpireOrders(transactions.begin, stock, PROMOTIONS),
    )
    assert await expire() == 0
    assert stock.holds != {}
    db.clock_shift = order.payment_due_at - order.created_at  # type: ignore[operator]
    command = CancelOrderCommand(principal=CUSTOMER, metadata=METADATA, order_id=order.id, reason="changed my mind")
    results = await asyncio.gather(cancel(command), expire(), expire(), cancel(command), return_exceptions=True)
    won = [r for r in results if not isinstance(r, BaseException) and r != 0]
    assert len(won) == 1
    assert stock.holds == {}
    history = await rows(db, "SELECT fact FROM orders.order_history ORDER BY sequence")
    assert len(history) == 2


async def test_an_overdue_order_expires_and_gives_its_stock_back(
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


async def test_of_a_history_words_can_be_erased_and_nothing_else(
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
