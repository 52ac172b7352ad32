"""Delivery attempts: counted before they start, locked while they run, marked with their effect."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from shared.infra.messaging.deliveries.acknowledge import acknowledge
from shared.infra.messaging.event_columns import event_columns
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.deliveries import Attempt, Finished, Started
from shared.kernel.events import ReceivedEvent

_BEGIN = """
    WITH mine AS MATERIALIZED (
        SELECT event_id, consumer FROM platform.deliveries
        WHERE consumer = $1 AND event_id = ANY($2::uuid[])
          AND leased_until = $3 AND done_at IS NULL AND due_at <= $4
        ORDER BY event_id FOR UPDATE SKIP LOCKED
    )
    UPDATE platform.deliveries d SET attempts = d.attempts + 1, leased_until = $5, held_by = $6
    FROM mine JOIN platform.events e ON e.id = mine.event_id
    WHERE d.event_id = mine.event_id AND d.consumer = mine.consumer AND d.done_at IS NULL
    RETURNING d.attempts, d.created_at, d.last_error, e.*
"""
_LOCK = """
    SELECT event_id FROM platform.deliveries
    WHERE consumer = $1 AND event_id = ANY($2::uuid[]) AND leased_until = $3 AND done_at IS NULL
    ORDER BY event_id FOR UPDATE SKIP LOCKED
"""


class Batch:
    """An open transaction that holds the locks of deliveries, so that no other worker applies them.

    `owned_ids` are the events that still belong to this attempt: not done, not claimed by another.
    """

    def __init__(self, tx: SqlTransaction, consumer: str, owned_ids: frozenset[UUID]) -> None:
        self.tx = tx
        self.owned_ids = owned_ids
        self._consumer = consumer

    async def flush(self) -> None:
        """Write the pending effects, so that the next one sees them."""
        await self.tx.flush()

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """A savepoint: a failure inside rolls back only this block."""
        return self.tx.savepoint()

    async def commit(self, finished: Sequence[Finished]) -> None:
        """Mark the outcomes of the deliveries, and commit them with the effects."""
        await acknowledge(self.tx, self._consumer, [s for s in finished if s.event_id in self.owned_ids])
        await self.tx.commit()


class Inbox:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(
        self, consumer: str, event_ids: Sequence[UUID], leased_until: datetime, lease: timedelta
    ) -> Started:
        """Count an attempt at each delivery still under the lease, and renew it; committed when this returns.

        An attempt with an older lease, such as a second copy of a message, gets nothing.
        """
        async with self._database.begin() as tx:
            until = tx.now + lease
            rows = await tx.fetch(_BEGIN, consumer, list(event_ids), leased_until, tx.now, until, tx.holder)
            await tx.commit()
        return Started(until, [_attempt(row, consumer) for row in sorted(rows, key=lambda row: row["id"])])

    @asynccontextmanager
    async def open(self, consumer: str, started: Started) -> AsyncIterator[Batch]:
        """Lock the begun deliveries that still belong to this attempt; rolled back unless the batch is committed."""
        async with self._database.begin() as tx:
            ids = [attempt.event_id for attempt in started.attempts]
            rows = await tx.fetch(_LOCK, consumer, ids, started.until)
            yield Batch(tx, consumer, frozenset(row["event_id"] for row in rows))


def _attempt(row: asyncpg.Record, consumer: str) -> Attempt:
    event = ReceivedEvent(**event_columns(row), consumer=consumer, traceparent=row["traceparent"])
    return Attempt(event, number=row["attempts"], created_at=row["created_at"], last_error=row["last_error"])
