"""Repeated and concurrent orders against a real database."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from modules.orders.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.orders.application.changes.cancel_order import CancelOrder, CancelOrderCommand
from modules.orders.application.placement.expire_orders import ExpireOrders
from shared.infra.batching import RequestBatcher
from shared.infra.sql.database import Database
from shared.kernel.errors import Conflict, DomainError, Unavailable
from shared.kernel.idempotency import IdempotencyKey, ReplayedResponse
from tests.modules.orders.adapters.stored_rows import rows
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.promotions import PROMOTIONS
from tests.modules.orders.shop import (
    CLIENT,
    CUSTOMER,
    METADATA,
    OrderPlacement,
    idempotency_under,
    order_for,
    order_placement,
)


async def test_a_repeat_gets_the_stored_response_even_if_it_was_never_sent(shop: OrderPlacement) -> None:
    """The answer is kept by the commit itself: dying right after it loses nothing."""
    first = await shop.one(order_for(("TEA", 1), idempotency=idempotency_under("a")))
    with pytest.raises(ReplayedResponse) as again:
        await shop.one(order_for(("TEA", 1), idempotency=idempotency_under("a")))
    assert again.value.response.body == b"order %d" % first.id


async def test_a_response_lost_after_the_commit_is_replayed(
    transactions: SqlUnitOfWorkFactory, stock: InMemoryStock, db: Database
) -> None:
    """The commit succeeds but its result is lost: the caller gets 503, and the order on a retry."""

    @asynccontextmanager
    async def begin_batch(keys: Sequence[IdempotencyKey | None]) -> AsyncIterator[object]:
        async with transactions.begin_batch(keys) as work:
            yield work
        if work.tx.committed:
            raise Unavailable("dependency_unavailable", "The database cannot be reached.")

    collect = RequestBatcher(order_placement(begin_batch, stock).use_case)
    with pytest.raises(Unavailable):
        await collect(order_for(("TEA", 1), idempotency=idempotency_under("a")))
    with pytest.raises(ReplayedResponse):
        await order_placement(transactions.begin_batch, stock).one(
            order_for(("TEA", 1), idempotency=idempotency_under("a"))
        )
    (count,) = await rows(db, "SELECT count(*) AS n FROM orders.orders")
    assert count["n"] == 1


async def test_parallel_repeats_make_one_order_per_key(transactions: SqlUnitOfWorkFactory, db: Database) -> None:
    stock = InMemoryStock()
    stock.sell("TEA", 1000)
    shops = [order_placement(transactions.begin_batch, stock) for _ in range(2)]

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


async def test_parallel_orders_with_one_reference_place_one(shop: OrderPlacement) -> None:
    results = await asyncio.gather(
        *(shop.one(order_for(("TEA", 1), by=CLIENT, customer_id=7, client_reference="r")) for _ in range(6)),
        return_exceptions=True,
    )
    (placed,) = [result for result in results if not isinstance(result, BaseException)]
    refused = [result for result in results if isinstance(result, Conflict)]
    assert len(refused) == 5
    assert all(r.extensions["order_id"] == placed.id for r in refused)


async def test_the_database_constraint_is_mapped_to_a_conflict(
    shop: OrderPlacement, transactions: SqlUnitOfWorkFactory
) -> None:
    order = await shop.one(order_for(("TEA", 1), client_reference="r"))
    order.id += 1
    with pytest.raises(Conflict) as refused:
        async with transactions.begin() as work:
            work.orders.add(order)
            await work.commit()
    assert refused.value.code == "duplicate_reference"


async def test_either_cancellation_or_expiry_succeeds(
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
