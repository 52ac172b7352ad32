"""Events by id, by time, by aggregate."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import asyncpg

from shared.infra.messaging.outbox import first_id_at
from shared.infra.sql.transaction import SqlReading

_GET = "SELECT type, occurred_at, sequence, data FROM platform.events WHERE id = $1"
_BETWEEN = """
    SELECT id, type, aggregate_type, aggregate_id, sequence, data FROM platform.events
    WHERE id > $1 AND id < $2 AND occurred_at >= $3 AND occurred_at < $4 ORDER BY id LIMIT $5
"""
_UNDELIVERED_BEFORE = """
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
_WITH_DELIVERIES = """
    SELECT e.*, e.xid::text::bigint AS transaction, d.deliveries
    FROM platform.events e, LATERAL (
        SELECT coalesce(jsonb_agg(jsonb_build_array(consumer, status, attempts, done) ORDER BY consumer), '[]')
            AS deliveries
        FROM (
            SELECT consumer, CASE WHEN done_at IS NULL THEN 'pending' ELSE 'done' END AS status, attempts,
                   extract(epoch FROM done_at) AS done
            FROM platform.deliveries WHERE event_id = e.id
            UNION ALL
            SELECT consumer, 'dead', attempts, NULL FROM platform.dead_letters WHERE event_id = e.id
        ) each
    ) d
    WHERE e.aggregate_type = ANY($1::text[]) AND e.aggregate_id = $2
    ORDER BY e.aggregate_type, e.sequence
"""
_MAX_SKEW = timedelta(minutes=5)
"""Maximum difference between the time in an event's id and `occurred_at`: clocks and long transactions."""


async def get_event(reading: SqlReading, event_id: UUID) -> asyncpg.Record | None:
    """Its type, occurred_at, sequence and data."""
    return await reading.fetch_one(_GET, event_id)


async def events_between(
    reading: SqlReading, since: datetime, *, until: datetime, after: UUID | None, at_most: int
) -> Sequence[asyncpg.Record]:
    """Events of a period in the order of their ids, after that id."""
    first, last = after or first_id_at(since - _MAX_SKEW), first_id_at(until + _MAX_SKEW)
    return await reading.fetch(_BETWEEN, first, last, since, until, at_most)


async def undelivered_before(
    reading: SqlReading, consumer: str, events: Sequence[tuple[str, str, int]]
) -> Sequence[asyncpg.Record]:
    """The events directly before these (aggregate type, id, sequence) that were not delivered to the consumer yet."""
    types, ids, sequences = ([event[column] for event in events] for column in range(3))
    return await reading.fetch(_UNDELIVERED_BEFORE, types, ids, sequences, consumer)


async def events_with_deliveries(
    reading: SqlReading, aggregate_types: Sequence[str], aggregate_id: str
) -> Sequence[asyncpg.Record]:
    """Rows for `event_of`, each with its `deliveries`: consumer, status, attempts, seconds of its end."""
    return await reading.fetch(_WITH_DELIVERIES, list(aggregate_types), aggregate_id)


def event_column(column: Literal["correlation_id", "traceparent"], event_id: str) -> str:
    """SQL for a column of the event with that id; `event_id` is SQL."""
    return f"(SELECT {column} FROM platform.events event WHERE event.id = {event_id})"  # noqa: S608 constants only
