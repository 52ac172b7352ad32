"""Queries of the event log in the shared schema `platform`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from modules.webhooks.adapters.outbound.sql.endpoints import CONSUMER
from modules.webhooks.domain.delivery import Message
from modules.webhooks.domain.personal_data import user_id_in
from modules.webhooks.ports.events import StoredEvent
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlTransaction

_GET = "SELECT type, occurred_at, sequence, data FROM platform.events WHERE id = $1"
_BETWEEN = """
    SELECT id, type, aggregate_type, aggregate_id, sequence, data FROM platform.events
    WHERE id > $1 AND id < $2 AND occurred_at >= $3 AND occurred_at < $4 ORDER BY id LIMIT $5
"""
_NOT_FANNED_OUT = """
    WITH RECURSIVE earlier AS (
        SELECT e.id, e.type, e.aggregate_type, e.aggregate_id, e.sequence, e.data
        FROM unnest($1::text[], $2::text[], $3::int[]) AS v(aggregate_type, aggregate_id, sequence)
        JOIN platform.events e ON e.aggregate_type = v.aggregate_type AND e.aggregate_id = v.aggregate_id
            AND e.sequence = v.sequence - 1
        JOIN platform.deliveries d ON d.event_id = e.id AND d.consumer = $4 AND d.done_at IS NULL
        UNION
        SELECT e.id, e.type, e.aggregate_type, e.aggregate_id, e.sequence, e.data
        FROM earlier v
        JOIN platform.events e ON e.aggregate_type = v.aggregate_type AND e.aggregate_id = v.aggregate_id
            AND e.sequence = v.sequence - 1
        JOIN platform.deliveries d ON d.event_id = e.id AND d.consumer = $4 AND d.done_at IS NULL
    )
    SELECT * FROM earlier
"""
_MAX_SKEW = timedelta(minutes=5)
"""Maximum difference between the time in an event's id and `occurred_at`: clocks and long transactions."""


class SqlEventLog:
    """Implements the port `EventLog`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, event_id: UUID) -> StoredEvent | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(_GET, event_id)
        return None if row is None else StoredEvent(row["type"], row["occurred_at"], row["sequence"], row["data"])


class SqlEvents:
    """Implements the port `Events`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def between(self, since: datetime, until: datetime, after: UUID | None, at_most: int) -> Sequence[Message]:
        first, last = after or _id_at(since - _MAX_SKEW), _id_at(until + _MAX_SKEW)
        rows = await self._tx.fetch(_BETWEEN, first, last, since, until, at_most)
        return [_message(row) for row in rows]

    async def not_fanned_out_before(self, messages: Sequence[Message]) -> Sequence[Message]:
        columns = ([m.aggregate_type for m in messages], [m.aggregate_id for m in messages])
        sequences = [m.sequence for m in messages]
        return [_message(row) for row in await self._tx.fetch(_NOT_FANNED_OUT, *columns, sequences, CONSUMER)]


def _message(row: asyncpg.Record) -> Message:
    return Message(
        row["id"],
        row["type"],
        row["aggregate_type"],
        row["aggregate_id"],
        row["sequence"],
        user_id_in(row["data"]),
    )


def _id_at(time: datetime) -> UUID:
    """The smallest UUIDv7 of that millisecond."""
    return UUID(int=max(0, int(time.timestamp() * 1000)) << 80)
