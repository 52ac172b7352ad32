"""The guarantees of the feed with many concurrent writers and one reader."""

import asyncio
from collections import defaultdict

from modules.operations.adapters.outbound.feed import SqlFeedQueries
from modules.operations.domain.feed import FeedFilter
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.events import OutgoingEvent
from shared.kernel.feed import FeedEvent
from tests.modules.operations.sample_events import METADATA, Sold, wait_until_visible

WRITERS, EACH, AGGREGATES = 64, 6, 3
CONNECTIONS = 30
"""Concurrent transactions. Other tests share the server."""
_NEXT = "SELECT coalesce(max(sequence), 0) + 1 AS next FROM platform.events WHERE aggregate_id = $1"


async def write(db: Database, slots: asyncio.Semaphore, number: int) -> None:
    """Record events one by one, in transactions that get their number before they acquire the aggregate's lock."""
    for turn in range(EACH):
        aggregate = (number + turn) % AGGREGATES
        async with slots, db.begin() as tx:
            await tx.fetch("SELECT pg_current_xact_id(), set_config('lock_timeout', '0', true)")
            await tx.fetch("SELECT pg_advisory_xact_lock(4711, $1)", aggregate)
            (row,) = await tx.fetch(_NEXT, str(aggregate))
            tx.record(OutgoingEvent(Sold(number), aggregate_id=str(aggregate), sequence=row["next"], metadata=METADATA))
            await tx.commit()


async def follow(feed: SqlFeedQueries, done: asyncio.Event) -> list[FeedEvent]:
    """Read all events until none follows after the writers are done."""
    seen: list[FeedEvent] = []
    position = None
    while True:
        was_done = done.is_set()
        page = await feed.after(position, FeedFilter(), 7)
        seen += page.items
        position = page.next_position
        if was_done and not page.items:
            return seen
        await asyncio.sleep(0)


async def test_a_reader_concurrent_with_64_writers_sees_every_event_once_in_sequence(
    database_url: str,
) -> None:
    writers = Database(database_url, {}, pool_size=CONNECTIONS, outbox=Outbox)
    reader = Database(database_url, {}, pool_size=1, outbox=Outbox)
    done, slots = asyncio.Event(), asyncio.Semaphore(CONNECTIONS)
    try:
        following = asyncio.ensure_future(follow(SqlFeedQueries(reader), done))
        await asyncio.gather(*(write(writers, slots, number) for number in range(WRITERS)))
        await wait_until_visible(reader)
        done.set()
        seen = await following
    finally:
        await writers.close()
        await reader.close()
    sequences: dict[str, list[int]] = defaultdict(list)
    for event in seen:
        sequences[event.aggregate_id].append(event.sequence)
    assert len(seen) == len({event.id for event in seen}) == WRITERS * EACH
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in sequences.values())
