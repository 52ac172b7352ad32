"""Queries of deliveries. Times are those of commits, for which the server runs with `track_commit_timestamp`."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from benchmarks.measurement.slices import TimedResponse

TRANSACTIONAL, EXTERNAL = "inventory.publish_availability", "inventory.invalidate_cache"
"""The consumers that are measured: of the reservations of every order, and of the availability that the first one
announces.
"""
POLL_SECONDS = 0.1

_CLOCK = "SELECT clock_timestamp()"
_PENDING = "SELECT count(*) FROM platform.deliveries WHERE done_at IS NULL"
_PENDING_OF = f"{_PENDING} AND consumer = $1"
_HANDLED = """
    SELECT extract(epoch FROM pg_xact_commit_timestamp(d.xmin))::float8 AS at,
           extract(epoch FROM pg_xact_commit_timestamp(d.xmin) - pg_xact_commit_timestamp(e.xmin))::float8 AS seconds
    FROM platform.deliveries d JOIN platform.events e ON e.id = d.event_id
    WHERE d.consumer = $1 AND d.created_at >= $2 AND d.done_at IS NOT NULL
"""
_RENEW = """
    UPDATE platform.deliveries SET done_at = NULL, leased_until = NULL, held_by = NULL, attempts = 0
    WHERE consumer = $1 AND event_id IN (
        SELECT event_id FROM platform.deliveries WHERE consumer = $1 AND done_at IS NOT NULL
        ORDER BY created_at DESC LIMIT $2
    )
    RETURNING event_id
"""
_RENEWED = """
    SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 AS at
    FROM platform.deliveries WHERE consumer = $1 AND event_id = ANY($2::uuid[]) AND done_at IS NOT NULL
"""


class Deliveries:
    """The deliveries of one database, read as the server's superuser."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def clock(self) -> object:
        return await self._connection.fetchval(_CLOCK)

    async def pending(self, consumer: str | None = None) -> int:
        """Number of deliveries that are not done."""
        if consumer is None:
            return int(await self._connection.fetchval(_PENDING))
        return int(await self._connection.fetchval(_PENDING_OF, consumer))

    async def drained(self, seconds: float) -> int:
        """Wait until all deliveries are done; returns the number of those that are not after the given time."""
        return await left_after(seconds, self.pending)

    async def handled(self, consumer: str, since: object) -> list[TimedResponse]:
        """The consumer's effects of events since then, each with the time from commit to commit."""
        rows = await self._connection.fetch(_HANDLED, consumer, since)
        return [TimedResponse(row["at"], row["seconds"], accepted=True) for row in rows]

    async def renew(self, consumer: str, count: int) -> Sequence[UUID]:
        """Make the consumer's last deliveries due again: handlers allow repetition. Returns their events."""
        return [row["event_id"] for row in await self._connection.fetch(_RENEW, consumer, count)]

    async def handled_again(self, consumer: str, events: Sequence[UUID], since: float) -> list[TimedResponse]:
        """The effects of the renewed deliveries, with the time since the given Unix time."""
        rows = await self._connection.fetch(_RENEWED, consumer, list(events))
        return [TimedResponse(row["at"], row["at"] - since, accepted=True) for row in rows]


@asynccontextmanager
async def opened_deliveries(database: str) -> AsyncIterator[Deliveries]:
    connection = await asyncpg.connect(database)
    try:
        yield Deliveries(connection)
    finally:
        await connection.close()


async def left_after(seconds: float, pending: Callable[[], Awaitable[int]]) -> int:
    """Wait until nothing is pending; returns the number that still is after the given time."""
    deadline = time.monotonic() + seconds
    while True:
        left = await pending()
        if not left or time.monotonic() > deadline:
            return left
        await asyncio.sleep(POLL_SECONDS)


def missing(orders: int, handled: Sequence[TimedResponse], pending: int) -> list[str]:
    """Describe the events of accepted orders that had no effect."""
    wrong = [f"{len(handled)} effects of {orders} accepted orders"] if len(handled) != orders else []
    return [*wrong, f"{pending} deliveries were not done in time"] if pending else wrong
