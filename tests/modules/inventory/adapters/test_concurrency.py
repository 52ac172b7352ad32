"""Concurrency on a real database: no overselling, no deadlock, no duplicate event sequence."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import asyncpg

from modules.inventory.application.stock.book_receipt import BookReceipt, BookReceiptCommand
from modules.inventory.application.stock.publish_availability import PublishAvailability
from modules.inventory.application.stock.receipts import ReceiptLine, receive
from modules.inventory.domain.ledger import MovementContext
from modules.inventory.public import Demand, DemandLine, Reserved
from shared.infra.sql.database import Database
from shared.infra.sql.retry import with_retries
from shared.kernel.errors import Conflict
from shared.kernel.principal import SYSTEM
from tests.modules.inventory import stores
from tests.modules.inventory.in_memory.pictures import InMemoryPictureStore
from tests.modules.inventory.inspector import METADATA
from tests.modules.inventory.warehouse import POLICY, Warehouse

SKUS = [f"HOT{n}" for n in range(6)]


async def test_parallel_batches_on_a_few_hot_skus(db: Database) -> None:
    warehouse = stores.in_sql(db)
    await warehouse.location("LEEDS")
    for sku in SKUS:
        await warehouse.product(sku, 60)
        await warehouse.restock(sku, 30, "LEEDS")
    sold = dict.fromkeys(SKUS, 0)

    async def buyer(number: int) -> None:
        dice = random.Random(number)
        for turn in range(4):
            async with db.begin() as tx:
                demands = [
                    demand(number * 1000 + turn * 10 + n, dice.sample(SKUS, 3), dice.randint(1, 3), tx.now)
                    for n in range(8)
                ]
                outcomes = await warehouse.api.reserve_many(tx, demands)
                await tx.commit()
            for wanted, outcome in zip(demands, outcomes, strict=True):
                if isinstance(outcome, Reserved):
                    for line in wanted.lines:
                        sold[line.sku] += line.quantity

    await asyncio.gather(*(buyer(number) for number in range(1, 9)))
    for sku in SKUS:
        stock = await warehouse.stock(sku)
        assert sum(level.reserved for level in stock.levels.values()) == sold[sku] <= 90
        assert stock.available == 90 - sold[sku]
    assert sum(sold.values()) > 480
    await assert_sound(db)


def demand(order_id: int, skus: list[str], quantity: int, now: datetime) -> Demand:
    lines = [DemandLine(n, sku, quantity) for n, sku in enumerate(skus, 1)]
    return Demand(order_id, lines, False, now + timedelta(minutes=15), METADATA)


async def test_reserving_releasing_restocking_and_expiring_at_once(db: Database) -> None:
    warehouse = stores.in_sql(db)
    await warehouse.location("LEEDS")
    for sku in SKUS[:3]:
        await warehouse.product(sku, 20, backorder_policy="allow", backorder_limit=15)
    failures: list[BaseException] = []

    async def one(number: int) -> None:
        dice = random.Random(number)
        for turn in range(6):
            order_id = number * 100 + turn
            try:
                await act(warehouse, db, dice, order_id)
            except Exception as failure:
                failures.append(failure)

    await asyncio.gather(*(one(number) for number in range(1, 9)))
    assert {str(getattr(failure, "code", failure)) for failure in failures} <= {
        "hold_lost",
        "insufficient_stock",
        "busy",
    }
    assert not [failure for failure in failures if isinstance(failure.__cause__, asyncpg.DeadlockDetectedError)]
    await assert_sound(db)


async def act(warehouse: Warehouse, db: Database, dice: random.Random, order_id: int) -> None:
    async with db.begin() as tx:
        lines = [DemandLine(n, sku, dice.randint(1, 4)) for n, sku in enumerate(dice.sample(SKUS[:3], 2), 1)]
        expires_at = tx.now + timedelta(seconds=dice.choice([-1, 600]))
        (outcome,) = await warehouse.api.reserve_many(
            tx, [Demand(order_id, lines, dice.random() < 0.5, expires_at, METADATA)]
        )
        await tx.commit()
    if not isinstance(outcome, Reserved):
        await warehouse.restock(lines[0].sku, 2)
        return
    match dice.randint(0, 5):
        case 4:
            await ship_and_perhaps_return(warehouse, db, dice, order_id)
        case 5:
            await transfer(warehouse, dice, lines[0].sku)
        case 0:
            await warehouse.release(order_id)
        case 1:
            await warehouse.commit(order_id)
        case 2:
            await warehouse.expire()
        case _:
            await warehouse.suspend_expiry(order_id)


async def ship_and_perhaps_return(warehouse: Warehouse, db: Database, dice: random.Random, order_id: int) -> None:
    await warehouse.commit(order_id)
    async with db.begin() as tx:
        there = [part for part in await warehouse.api.get_allocations(tx, order_id) if part.location_code == "MAIN"]
    for part in there:
        await warehouse.consume(order_id, "MAIN", {part.line_id: part.quantity})
        if dice.random() < 0.5:
            await warehouse.restore(order_id, "MAIN", {part.line_id: part.quantity})
        else:
            await warehouse.return_stock(order_id, (part.sku, 1, "LEEDS", "restock"), line_id=part.line_id)


async def transfer(warehouse: Warehouse, dice: random.Random, sku: str) -> None:
    source, target = dice.sample(["MAIN", "LEEDS"], 2)
    sent = await warehouse.draft(source, target, (sku, dice.randint(1, 3)))
    await warehouse.ship(sent.id)
    await warehouse.receive(sent.id, (sku, 1, 0))


async def assert_sound(db: Database) -> None:
    async with db.snapshot() as snapshot:
        for check in stores.checks_of(db, InMemoryPictureStore()):
            assert await check.run(snapshot) == [], check.name
    async with db.read() as reading:
        gaps = await reading.fetch(
            "SELECT aggregate_type, aggregate_id FROM platform.events GROUP BY 1, 2 HAVING max(sequence) <> count(*)"
        )
    assert gaps == []


async def test_a_restock_does_not_wait_for_one_of_another_sku(db: Database) -> None:
    """That of AAA is held open before its commit; the ones of BBB, the announcement of BBB too, complete meanwhile."""
    warehouse = stores.in_sql(db)
    for sku in ("AAA", "BBB"):
        await warehouse.product(sku, 0)
    announce = PublishAvailability(warehouse.join, POLICY)
    context = MovementContext(datetime.now(UTC), METADATA.actor, METADATA.request_id)
    async with warehouse.begin() as held:
        await receive(held, [ReceiptLine(sku="AAA", location_code="MAIN", quantity=5)], context, METADATA)
        await asyncio.wait_for(warehouse.restock("BBB", 2), 5)
        await asyncio.wait_for(
            BookReceipt(warehouse.begin)(
                BookReceiptCommand(
                    principal=SYSTEM,
                    metadata=METADATA,
                    lines=[ReceiptLine(sku="BBB", location_code="MAIN", quantity=1)],
                )
            ),
            5,
        )
        async with db.begin() as tx:
            await asyncio.wait_for(announce(tx, ["BBB"], METADATA), 5)
            await tx.commit()
        same = asyncio.create_task(warehouse.restock("AAA", 1))
        await asyncio.sleep(0.2)
        assert not same.done()
        await held.commit()
    await same
    assert (await warehouse.level("AAA"))[0] == 6
    assert (await warehouse.level("BBB"))[0] == 3
    await assert_sound(db)


async def test_batch_announcements_and_receipts_never_deadlock(db: Database) -> None:
    warehouse = stores.in_sql(db)
    for sku in SKUS:
        await warehouse.product(sku, 3)
    tell, book = PublishAvailability(warehouse.join, POLICY), BookReceipt(warehouse.begin)

    async def follower(number: int) -> None:
        dice = random.Random(number)
        for _ in range(4):
            async with db.begin() as tx:
                await tell(tx, dice.sample(SKUS, 4), METADATA)
                await tx.commit()

    async def receiver(number: int) -> None:
        dice = random.Random(number)
        for _ in range(4):
            await book(
                BookReceiptCommand(
                    principal=SYSTEM,
                    metadata=METADATA,
                    lines=[ReceiptLine(sku=sku, location_code="MAIN", quantity=1) for sku in dice.sample(SKUS, 4)],
                )
            )

    await asyncio.gather(*(follower(n) for n in range(4)), *(receiver(n) for n in range(4)))
    await assert_sound(db)


async def test_a_deadlock_of_events_in_opposite_orders_is_retried(db: Database) -> None:
    warehouse = stores.in_sql(db)
    for sku in ("AAA", "BBB"):
        await warehouse.product(sku, 3)
    tell = PublishAvailability(warehouse.join, POLICY)
    both_hold_one = asyncio.Barrier(2)
    attempts = 0

    async def follower(first: str, second: str) -> None:
        nonlocal attempts
        attempts += 1
        async with db.begin() as tx:
            await tell(tx, [first], METADATA)
            if attempts <= 2:
                await both_hold_one.wait()
            await tell(tx, [second], METADATA)
            await tx.commit()

    again = with_retries(follower)
    await asyncio.gather(again("AAA", "BBB"), again("BBB", "AAA"))
    assert attempts == 3
    await assert_sound(db)


async def test_concurrent_transfers_of_the_same_goods_are_consistent(db: Database) -> None:
    """Five of eight drafts find stock; each one's goods arrive once, though four people book them in."""
    warehouse = stores.in_sql(db)
    await warehouse.location("LEEDS")
    await warehouse.product("AAA", 30)
    drafts = [await warehouse.draft("MAIN", "LEEDS", ("AAA", 6)) for _ in range(8)]
    shipped = await asyncio.gather(*(warehouse.ship(draft.id) for draft in drafts), return_exceptions=True)
    refused = [one for one in shipped if isinstance(one, Conflict)]
    assert [(one.code, one.extensions["items"]) for one in refused] == [
        ("insufficient_stock", [{"sku": "AAA", "requested": 6, "available": 0}])
    ] * 3
    sent = [one for one in shipped if not isinstance(one, BaseException)]
    assert len(sent) == 5
    receipts = [with_retries(warehouse.receive)(one.id, ("AAA", 2, 0)) for one in sent for _ in range(4)]
    booked = await asyncio.gather(*receipts, return_exceptions=True)
    codes = [one.code if isinstance(one, Conflict) else "booked" for one in booked]
    assert (codes.count("booked"), codes.count("invalid_transition")) == (15, 5)
    assert await warehouse.level("AAA", "LEEDS") == (30, 0, 0)
    await assert_sound(db)
