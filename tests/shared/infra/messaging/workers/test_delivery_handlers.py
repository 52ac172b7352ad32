import asyncio
from collections.abc import Sequence
from datetime import timedelta

import asyncpg
import pytest

from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.workers.delivery_handlers import ExternalBatchHandler, ExternalHandler, TransactionalHandler
from shared.infra.sql.database import Database
from shared.kernel.deliveries import Lease
from shared.kernel.events import ReceivedEvent
from shared.kernel.module import Consumer, Subscription
from shared.kernel.transaction import Transaction
from tests.shared.infra.messaging.shop import SUBSCRIPTIONS, Happened, record, recorded

LEASE = timedelta(seconds=30)
FIRST = SUBSCRIPTIONS[0]
OUTSIDE = Consumer("shop.first", [Happened.type], external=True)


async def claim(db: Database, consumer: str = "shop.first") -> Lease:
    return await Claims(db).claim({consumer: 100}, LEASE)


async def deliver(
    db: Database, handle: TransactionalHandler | ExternalHandler | ExternalBatchHandler, lease: Lease
) -> None:
    await handle([claimed.event_id for claimed in lease.claimed], lease.until)


async def effects(owner: asyncpg.Connection) -> int:
    return int(await owner.fetchval("SELECT count(*) FROM public.effects"))


async def test_a_message_sent_twice_is_applied_once(db: Database, owner: asyncpg.Connection) -> None:
    await record(db, *range(10))
    lease, handle = await claim(db), TransactionalHandler(FIRST, Inbox(db), LEASE)
    await asyncio.gather(*(deliver(db, handle, lease) for _ in range(5)))
    await deliver(db, handle, lease)
    assert await effects(owner) == 10
    assert await owner.fetchval("SELECT max(attempts) FROM platform.deliveries") == 1


async def test_a_failed_message_is_rolled_back_alone_and_retried(db: Database, owner: asyncpg.Connection) -> None:
    await record(db, 1, 2)
    await record(db, 3, mood="failing")
    await record(db, 4, 5)
    await deliver(db, TransactionalHandler(FIRST, Inbox(db), LEASE), await claim(db))
    assert await effects(owner) == 4
    row = await owner.fetchrow("SELECT * FROM platform.deliveries WHERE consumer = 'shop.first' AND done_at IS NULL")
    assert row is not None
    assert (row["attempts"], row["leased_until"], row["last_error"]) == (1, None, "ValueError: no good")
    assert timedelta(seconds=0.5) < row["due_at"] - row["created_at"] < timedelta(seconds=5)
    assert not (await claim(db)).claimed


async def test_the_twelfth_failure_makes_a_dead_letter(db: Database, owner: asyncpg.Connection) -> None:
    await record(db, 3, mood="failing")
    handle = TransactionalHandler(FIRST, Inbox(db), LEASE)
    for _ in range(12):
        await deliver(db, handle, await claim(db))
        db.clock_shift += timedelta(hours=2)
    assert not (await claim(db)).claimed
    (dead,) = await owner.fetch("SELECT * FROM platform.dead_letters")
    assert (dead["consumer"], dead["attempts"], dead["error"]) == ("shop.first", 12, "ValueError: no good")
    assert not await owner.fetchval("SELECT count(*) FROM platform.deliveries WHERE consumer = 'shop.first'")
    assert await effects(owner) == 0


async def test_a_type_the_program_does_not_know_is_parked(db: Database, owner: asyncpg.Connection) -> None:
    await record(db, 1)
    older = Subscription(Consumer("shop.first", ["shop.thing.other"]), handler=FIRST.handler)
    await deliver(db, TransactionalHandler(older, Inbox(db), LEASE), await claim(db))
    assert await owner.fetchval("SELECT error FROM platform.dead_letters") == (
        "shop.first does not handle this type of event."
    )


async def test_a_worker_with_an_expired_lease_applies_nothing(db: Database, owner: asyncpg.Connection) -> None:
    """A worker stopped in mid-attempt wakes after its lease: another has the delivery by then."""
    await record(db, 1)
    lease, inbox = await claim(db), Inbox(db)
    begun = await inbox.begin("shop.first", [lease.claimed[0].event_id], lease.until, LEASE)
    db.clock_shift = timedelta(seconds=60)
    await deliver(db, TransactionalHandler(FIRST, inbox, LEASE), await claim(db))
    async with inbox.open("shop.first", begun) as batch:
        assert not batch.owned_ids
    assert await effects(owner) == 1


async def test_an_external_delivery_is_retried_for_a_day(db: Database, owner: asyncpg.Connection) -> None:
    keys: set[str] = set()

    async def refuse(delivered: ReceivedEvent) -> None:
        keys.add(delivered.key)
        raise ConnectionError("away")

    handle = ExternalHandler(Subscription(OUTSIDE, external_handler=refuse), Inbox(db), LEASE)
    await record(db, 1)
    tries = 0
    while (lease := await claim(db)).claimed:
        await deliver(db, handle, lease)
        tries += 1
        db.clock_shift += timedelta(hours=1, minutes=13)
    assert 18 <= tries <= 22
    assert len(keys) == 1
    assert await owner.fetchval("SELECT error FROM platform.dead_letters") == "ConnectionError: away"


async def test_an_external_handler_runs_without_a_transaction(db: Database, owner: asyncpg.Connection) -> None:
    async def look(_: ReceivedEvent) -> None:
        assert db.pool_in_use == 0

    handle = ExternalHandler(Subscription(OUTSIDE, external_handler=look), Inbox(db), LEASE)
    await record(db, 1, 2)
    await deliver(db, handle, await claim(db))
    done = await owner.fetchval("SELECT count(*) FROM platform.deliveries WHERE done_at IS NOT NULL")
    assert done == 2


async def test_external_deliveries_of_a_message_are_handled_at_the_same_time(
    db: Database, owner: asyncpg.Connection
) -> None:
    """Each waits for all: handled one after the other they would fail at the time-out."""
    all_started = asyncio.Barrier(5)

    async def meet(_: ReceivedEvent) -> None:
        async with asyncio.timeout(5):
            await all_started.wait()

    await record(db, *range(5))
    handle = ExternalHandler(Subscription(OUTSIDE, external_handler=meet), Inbox(db), LEASE)
    await deliver(db, handle, await claim(db))
    marks = await owner.fetchrow(
        "SELECT count(done_at) AS done, count(DISTINCT xmin::text) AS transactions FROM platform.deliveries "
        "WHERE consumer = 'shop.first'"
    )
    assert marks is not None
    assert (marks["done"], marks["transactions"]) == (5, 1)


async def test_a_failed_external_delivery_is_retried_alone(db: Database, owner: asyncpg.Connection) -> None:
    async def refuse_two(delivered: ReceivedEvent) -> None:
        if delivered.data["number"] == 2:
            raise ConnectionError("away")

    await record(db, 1, 2, 3)
    handle = ExternalHandler(Subscription(OUTSIDE, external_handler=refuse_two), Inbox(db), LEASE)
    await deliver(db, handle, await claim(db))
    rows = await owner.fetch(
        "SELECT e.data->>'number' AS number, d.attempts, d.last_error FROM platform.deliveries d "
        "JOIN platform.events e ON e.id = d.event_id WHERE d.consumer = 'shop.first' AND d.done_at IS NULL"
    )
    assert [tuple(row) for row in rows] == [("2", 1, "ConnectionError: away")]


async def test_attempts_of_a_killed_external_message_are_counted(db: Database) -> None:
    """So that the next attempt at each is made alone."""
    all_started = asyncio.Barrier(4)

    async def never_end(_: ReceivedEvent) -> None:
        await all_started.wait()
        await asyncio.sleep(3600)

    await record(db, 1, 2, 3)
    handle = ExternalHandler(Subscription(OUTSIDE, external_handler=never_end), Inbox(db), LEASE)
    running = asyncio.create_task(deliver(db, handle, await claim(db)))
    await all_started.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert not (await claim(db)).claimed
    db.clock_shift = timedelta(seconds=60)
    assert [claimed.attempts for claimed in (await claim(db)).claimed] == [1, 1, 1]


async def test_events_recorded_by_a_handler_are_delivered(db: Database, owner: asyncpg.Connection) -> None:
    async def pass_on(tx: Transaction, delivered: ReceivedEvent) -> None:
        tx.record(recorded(1000 + int(delivered.aggregate_id)))

    await record(db, 1, 2)
    handle = TransactionalHandler(Subscription(Consumer("shop.first", ["*"]), handler=pass_on), Inbox(db), LEASE)
    await deliver(db, handle, await claim(db))
    assert len((await claim(db)).claimed) == 2


@pytest.mark.parametrize("renewed", [True, False])
async def test_an_attempt_renews_its_lease(db: Database, renewed: bool) -> None:
    await record(db, 1)
    lease = await claim(db)
    db.clock_shift = timedelta(seconds=20)
    if renewed:
        await Inbox(db).begin("shop.first", [lease.claimed[0].event_id], lease.until, LEASE)
    db.clock_shift = timedelta(seconds=40)
    assert len((await claim(db)).claimed) == (0 if renewed else 1)


def together(batches: list[list[int]], fails_on: int | None = None) -> Subscription:
    """A consumer inside the database that takes many events at once, and fails with a batch that holds one of them."""

    async def apply(tx: Transaction, events: Sequence[ReceivedEvent]) -> None:
        numbers = [int(str(event.data["number"])) for event in events]
        if fails_on in numbers:
            raise ValueError("no good")
        batches.append(numbers)

    return Subscription(Consumer("shop.first", FIRST.consumer.events, batched=True), batch_handler=apply)


async def test_a_batch_is_applied_in_one_transaction(db: Database, owner: asyncpg.Connection) -> None:
    batches: list[list[int]] = []
    await record(db, *range(10))
    lease, handle = await claim(db), TransactionalHandler(together(batches), Inbox(db), LEASE)
    await deliver(db, handle, lease)
    await deliver(db, handle, lease)
    assert [sorted(batch) for batch in batches] == [list(range(10))]
    assert await undone(owner) == 0


async def test_a_failed_batch_is_retried_one_by_one(db: Database, owner: asyncpg.Connection) -> None:
    batches: list[list[int]] = []
    await record(db, 1, 2, 3)
    await deliver(db, TransactionalHandler(together(batches, fails_on=2), Inbox(db), LEASE), await claim(db))
    assert sorted(batches) == [[1], [3]]
    assert await undone(owner) == 1


async def test_an_external_batch_is_one_call_and_fails_as_one(db: Database, owner: asyncpg.Connection) -> None:
    calls: list[int] = []

    async def apply(events: Sequence[ReceivedEvent]) -> None:
        calls.append(len(events))
        if len(calls) == 1:
            raise OSError("away")

    consumer = Consumer("shop.first", FIRST.consumer.events, external=True, batched=True)
    await record(db, *range(5))
    handle = ExternalBatchHandler(Subscription(consumer, external_batch_handler=apply), Inbox(db), LEASE)
    await deliver(db, handle, await claim(db))
    assert (calls, await undone(owner)) == ([5], 5)
    db.clock_shift += timedelta(minutes=1)
    await deliver(db, handle, await claim(db))
    assert (calls, await undone(owner)) == ([5, 5], 0)


async def undone(owner: asyncpg.Connection) -> int:
    sql = "SELECT count(*) FROM platform.deliveries WHERE consumer = 'shop.first' AND done_at IS NULL"
    return int(await owner.fetchval(sql))
