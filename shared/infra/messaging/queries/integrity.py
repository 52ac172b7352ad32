"""Invariants of events and deliveries. Each query returns at most 100 violations."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shared.infra.messaging.outbox import first_id_at
from shared.infra.sql.transaction import SqlReading

_GAPS = """
    WITH counted AS (
        SELECT aggregate_type, aggregate_id, min(sequence) AS first, max(sequence) AS last, count(*) AS number,
               count(DISTINCT sequence) AS numbers
        FROM platform.events GROUP BY aggregate_type, aggregate_id
    )
    SELECT aggregate_type, aggregate_id, first, last, number FROM counted
    WHERE last - first + 1 <> numbers OR numbers <> number OR (first <> 1 AND NOT $1)
    ORDER BY aggregate_type, aggregate_id LIMIT 100
"""
_OUT_OF_ORDER = """
    SELECT aggregate_type, aggregate_id, sequence FROM (
        SELECT aggregate_type, aggregate_id, sequence, xid,
               lag(xid) OVER (PARTITION BY aggregate_type, aggregate_id ORDER BY sequence) AS previous
        FROM platform.events
    ) placed
    WHERE xid < previous ORDER BY aggregate_type, aggregate_id, sequence LIMIT 100
"""
# An event recorded while its consumer was being registered may have no delivery.
_MISSING_DELIVERIES = """
    SELECT DISTINCT e.id, c.consumer FROM platform.events e
    JOIN platform.consumers c ON c.event_type IN (e.type, '*') AND c.registered_at + interval '1 minute' < e.occurred_at
    LEFT JOIN platform.deliveries d ON d.event_id = e.id AND d.consumer = c.consumer
    LEFT JOIN platform.dead_letters l ON l.event_id = e.id AND l.consumer = c.consumer
    WHERE d.event_id IS NULL AND l.event_id IS NULL AND e.id >= $1 ORDER BY e.id LIMIT 100
"""
_ORPHANS = """
    SELECT event_id, consumer FROM platform.deliveries d
    WHERE (done_at IS NULL OR event_id >= $1) AND NOT EXISTS (SELECT FROM platform.events e WHERE e.id = d.event_id)
    UNION ALL
    SELECT event_id, consumer FROM platform.dead_letters l
    WHERE NOT EXISTS (SELECT FROM platform.events e WHERE e.id = l.event_id)
    LIMIT 100
"""
_PENDING_AND_DONE = """
    SELECT event_id, consumer FROM platform.deliveries p JOIN platform.deliveries d USING (event_id, consumer)
    WHERE p.done_at IS NULL AND d.done_at IS NOT NULL ORDER BY event_id LIMIT 100
"""
_DEAD_AND_PENDING = """
    SELECT event_id, consumer FROM platform.dead_letters JOIN platform.deliveries USING (event_id, consumer)
    ORDER BY event_id LIMIT 100
"""
_OVERDUE = """
    SELECT event_id, consumer, due_at FROM platform.deliveries
    WHERE done_at IS NULL AND due_at < $1 ORDER BY due_at LIMIT 100
"""


async def sequence_gaps(reading: SqlReading, *, pruned: bool) -> Sequence[tuple[str, str, int, int, int]]:
    """Aggregates whose events are not numbered once each without gaps: type, id, first, last, number of events.

    After events were pruned, an aggregate's first event may be missing.
    """
    return [tuple(row) for row in await reading.fetch(_GAPS, pruned)]


async def out_of_order(reading: SqlReading) -> Sequence[tuple[str, str, int]]:
    """Events placed in the feed before an earlier one of their aggregate: type, id, sequence."""
    return [tuple(row) for row in await reading.fetch(_OUT_OF_ORDER)]


async def missing_deliveries(reading: SqlReading, since: datetime) -> Sequence[tuple[UUID, str]]:
    """Events recorded since then, and consumers, without a delivery or dead letter."""
    return [tuple(row) for row in await reading.fetch(_MISSING_DELIVERIES, first_id_at(since))]


async def orphaned_deliveries(reading: SqlReading, since: datetime) -> Sequence[tuple[UUID, str]]:
    """Deliveries and dead letters without their event; deliveries that are done, only of events since then."""
    return [tuple(row) for row in await reading.fetch(_ORPHANS, first_id_at(since))]


async def repeated_deliveries(reading: SqlReading) -> Sequence[tuple[UUID, str]]:
    """Deliveries that are both pending and done."""
    return [tuple(row) for row in await reading.fetch(_PENDING_AND_DONE)]


async def dead_letters_still_pending(reading: SqlReading) -> Sequence[tuple[UUID, str]]:
    return [tuple(row) for row in await reading.fetch(_DEAD_AND_PENDING)]


async def overdue_deliveries(reading: SqlReading, since: datetime) -> Sequence[tuple[UUID, str, datetime]]:
    """Deliveries that were due before that time."""
    return [tuple(row) for row in await reading.fetch(_OVERDUE, since)]
