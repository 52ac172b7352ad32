"""Limits of coupons under concurrency, on the real database; and that the trial would notice if they did not hold."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from typing import Any

import pytest

from modules.orders.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.orders.application.changes.cancel_order import CancelOrder, CancelOrderCommand
from modules.orders.application.placement.place_order import PlaceOrderCommand
from modules.orders.domain.order.buyer import Guest
from modules.orders.ports.promotions import Promotions
from modules.promotions.adapters.outbound.sql.redemptions import SqlRedemptionRepository
from modules.promotions.domain.redemption import RedemptionCounter, RedemptionRequest
from shared.infra.batching import RequestBatcher
from shared.infra.sql.database import Database
from shared.infra.sql.retry import with_retries
from shared.kernel.errors import Conflict, DomainError, Unavailable
from tests.modules.orders.adapters.test_orders_in_sql import Counted
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.promotions import PROMOTIONS, gateway, issue, join
from tests.modules.orders.shop import CLIENT, METADATA, STAFF, order_for, order_placement

BUYERS, LIMIT, AT_ONCE = 300, 50, 6


@pytest.fixture
def stock() -> InMemoryStock:
    made = InMemoryStock()
    made.sell("TEA", 10_000)
    return made


async def redeemed_by(db: Database) -> tuple[int, int]:
    """What the coupon counts, and the orders that hold it."""
    async with db.read() as reading:
        row = await reading.fetch_one(
            "SELECT c.redeemed, (SELECT count(*) FROM promotions.coupon_redemptions WHERE state <> 'released')"
            " FROM promotions.coupons c WHERE code = 'SPRING'"
        )
    assert row is not None
    return row[0], row[1]


async def outcomes(begin: Any, stock: InMemoryStock, promotions: Promotions = PROMOTIONS) -> list[str]:
    """Concurrent buyers, each in a transaction of its own; one that times out on the lock retries."""
    shop, lanes = order_placement(begin, stock, promotions=promotions), asyncio.Semaphore(AT_ONCE)

    async def buy() -> str:
        command = order_for(("TEA", 1), by=CLIENT, customer_id=7, coupon_code="SPRING")
        async with lanes:
            while True:
                with suppress(Unavailable):
                    (outcome,) = await shop.batch(command)
                    break
        return outcome.code if isinstance(outcome, DomainError) else type(outcome).__name__

    return await asyncio.gather(*(buy() for _ in range(BUYERS)))


async def test_exactly_fifty_of_three_hundred_concurrent_orders_redeem(
    transactions: SqlUnitOfWorkFactory, stock: InMemoryStock, db: Database
) -> None:
    await issue(transactions.begin, max_redemptions=LIMIT)
    results = await outcomes(transactions.begin_batch, stock)
    assert {result: results.count(result) for result in set(results)} == {
        "PlacedOrder": LIMIT,
        "coupon_exhausted": BUYERS - LIMIT,
    }
    assert await redeemed_by(db) == (LIMIT, LIMIT)


class ReadThenWrite(SqlRedemptionRepository):
    """What not to do: counts without a lock. The next to write have all read before any of them writes."""

    read_by_all: asyncio.Barrier

    async def lock(self, requests: Collection[RedemptionRequest]) -> RedemptionCounter:
        (one,) = requests
        found = await self.count(one)
        await self.read_by_all.wait()
        return found


async def test_reading_before_writing_exceeds_the_limit(
    transactions: SqlUnitOfWorkFactory, stock: InMemoryStock, db: Database
) -> None:
    await issue(transactions.begin, max_redemptions=LIMIT)
    ReadThenWrite.read_by_all = asyncio.Barrier(AT_ONCE)

    def join_without_lock(tx: Any) -> Any:
        work = join(tx)
        work.redemptions = ReadThenWrite(tx)
        return work

    promotions = gateway(join_without_lock)
    results = await outcomes(transactions.begin_batch, stock, promotions)
    assert results.count("PlacedOrder") > LIMIT
    counted, held = await redeemed_by(db)
    assert held > LIMIT
    assert counted < held


async def test_batches_of_several_processes_keep_the_limits_of_all_and_of_each(
    transactions: SqlUnitOfWorkFactory, stock: InMemoryStock, db: Database
) -> None:
    """Through request batchers, as in production: each guest once, in whichever batch."""
    await issue(transactions.begin, max_redemptions=LIMIT, max_per_customer=1)
    collect: list[RequestBatcher[PlaceOrderCommand, Any]] = [
        RequestBatcher(with_retries(order_placement(transactions.begin_batch, stock).use_case)) for _ in range(3)
    ]

    async def buy(n: int) -> str:
        guest = Guest(name="G", email=f"{'guest' if n // 60 % 2 else 'GUEST'}{n % 60}@example.com")
        command = order_for(("TEA", 1), by=CLIENT, customer=guest, coupon_code="SPRING")
        try:
            await collect[n % 3](command)
        except DomainError as error:
            return error.code
        return "placed"

    results = await asyncio.gather(*(buy(n) for n in range(BUYERS)))
    assert {result: results.count(result) for result in set(results)} == {
        "placed": LIMIT,
        "coupon_exhausted": BUYERS - LIMIT,
    }
    assert await redeemed_by(db) == (LIMIT, LIMIT)
    async with db.read() as reading:
        most = await reading.fetch(
            "SELECT count(*) FROM promotions.coupon_redemptions GROUP BY customer HAVING count(*) > 1"
        )
    assert not most


async def test_concurrent_releases_keep_the_redemption_count(
    transactions: SqlUnitOfWorkFactory, stock: InMemoryStock, db: Database
) -> None:
    await issue(transactions.begin, max_redemptions=LIMIT)
    shop, cancel = order_placement(transactions.begin_batch, stock), CancelOrder(transactions.begin, stock, PROMOTIONS)
    lanes = asyncio.Semaphore(AT_ONCE)

    async def buy_and_give_up(n: int) -> bool:
        async with lanes:
            (outcome,) = await shop.batch(order_for(("TEA", 1), by=STAFF, customer_id=7, coupon_code="SPRING"))
            if isinstance(outcome, Conflict):
                return False
            assert not isinstance(outcome, Exception)
            if n % 2:
                await cancel(
                    CancelOrderCommand(principal=STAFF, metadata=METADATA, order_id=outcome.order.id, reason="no")
                )
            return not n % 2

    kept = sum(await asyncio.gather(*(buy_and_give_up(n) for n in range(120))))
    assert await redeemed_by(db) == (kept, kept)
    # A buyer may find the coupon exhausted while others hold redemptions that they release later.
    assert LIMIT - AT_ONCE < kept <= LIMIT


async def test_the_database_constraint_is_mapped_to_a_conflict(
    transactions: SqlUnitOfWorkFactory, stock: InMemoryStock
) -> None:
    coupon = await issue(transactions.begin, max_redemptions=1)
    with pytest.raises(Conflict) as refused:
        async with transactions.begin() as work:
            await work.tx.fetch("UPDATE promotions.coupons SET redeemed = 2 WHERE code = $1", coupon.code)
    assert refused.value.code == "coupon_exhausted"


async def test_coupons_cost_two_statements_a_batch_and_nothing_where_there_are_none(
    transactions: SqlUnitOfWorkFactory,
) -> None:
    stock = InMemoryStock()
    stock.sell("TEA", 10_000)
    for n in range(20):
        await issue(transactions.begin, f"CODE-{n}")
    counted = Counted(transactions)
    shop = order_placement(counted.begin_batch, stock)

    async def statements(orders: int, *codes: str | None) -> list[str]:
        counted.statements.clear()
        wanted = [codes[n % len(codes)] for n in range(orders)]
        results = await shop.batch(
            *(order_for(("TEA", 1), by=CLIENT, customer_id=7, coupon_code=code) for code in wanted)
        )
        assert not [result for result in results if isinstance(result, Exception)]
        return list(counted.statements)

    await statements(1, "CODE-0")  # the first takes ids ahead
    without = await statements(2, None)
    assert not [text for text in without if "coupon" in text.replace("coupon_code", "")]
    few, many = await statements(1, "CODE-0"), await statements(32, *(f"CODE-{n}" for n in range(20)), None)
    assert len(few) == len(many) == len(without) + 2
