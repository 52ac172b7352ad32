"""Many writers that overlap, and a reader that follows: the promises of the feed, by counting."""

import asyncio
from collections import defaultdict

from modules.operations.adapters.outbound.feed import SqlFeed
from modules.operations.domain.feed import FeedFilter
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.events import OutgoingEvent
from shared.kernel.feed import FeedEvent
from tests.modules.operations.stand import CAUSE, Sold, settled

WRITERS, EACH, AGGREGATES = 64, 6, 3
CONNECTIONS = 30
"""Of them inside a transaction at the same time: others share the server."""
_NEXT = "SELECT coalesce(max(sequence), 0) + 1 AS next FROM platform.events WHERE aggregate_id = $1"


async def write(db: Database, places: asyncio.Semaphore, number: int) -> None:
    """Events one by one, in transactions whose numbers are given before the aggregate's lock is won."""
    for turn in range(EACH):
        aggregate = (number + turn) % AGGREGATES
        async with places, db.begin() as tx:
            await tx.fetch("SELECT pg_current_xact_id(), set_config('lock_timeout', '0', true)")
            await tx.fetch("SELECT pg_advisory_xact_lock(4711, $1)", aggregate)
            (row,) = await tx.fetch(_NEXT, str(aggregate))
            tx.record(OutgoingEvent(Sold(number), str(aggregate), row["next"], CAUSE))
            await tx.commit()


async def follow(feed: SqlFeed, done: asyncio.Event) -> list[FeedEvent]:
    """All events as they come, until nothing comes after the writers are done."""
    seen: list[FeedEvent] = []
    position = None
    while True:
        was_done = done.is_set()
        page = await feed.after(position, FeedFilter(), 7)
        seen += page.items
        position = page.following
        if was_done and not page.items:
            return seen
        await asyncio.sleep(0)


async def test_a_reader_beside_64_writers_sees_every_event_once_and_each_aggregate_in_sequence(
    database_url: str,
) -> None:
    writers = Database(database_url, {}, pool_size=CONNECTIONS, outbox=Outbox)
    reader = Database(database_url, {}, pool_size=1, outbox=Outbox)
    done, places = asyncio.Event(), asyncio.Semaphore(CONNECTIONS)
    try:
        following = asyncio.ensure_future(follow(SqlFeed(reader), done))
        await asyncio.gather(*(write(writers, places, number) for number in range(WRITERS)))
        await settled(reader)
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
