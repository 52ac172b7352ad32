"""Number of deliveries that wait for each consumer, and their age. Keys of the results are consumers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from shared.infra.sql.transaction import SqlReading

_STATUS = """
    WITH waiting AS (
        SELECT consumer, count(*) AS pending, count(*) FILTER (WHERE leased_until > $1) AS leased,
               count(*) FILTER (WHERE last_error IS NOT NULL) AS failing, min(due_at) AS oldest_due_at
        FROM platform.deliveries WHERE done_at IS NULL GROUP BY consumer
    ), dead AS (
        SELECT consumer, count(*) AS letters FROM platform.dead_letters GROUP BY consumer
    ), known AS (
        SELECT consumer FROM platform.consumers UNION SELECT consumer FROM waiting UNION SELECT consumer FROM dead
    )
    SELECT consumer, coalesce(pending, 0) AS pending, coalesce(leased, 0) AS leased,
           coalesce(failing, 0) AS failing, oldest_due_at, coalesce(letters, 0) AS dead_letters
    FROM known LEFT JOIN waiting USING (consumer) LEFT JOIN dead USING (consumer) ORDER BY consumer
"""
_OPEN = """
    SELECT c.consumer, (SELECT count(*) FROM (
        SELECT 1 FROM platform.deliveries d WHERE d.consumer = c.consumer AND d.done_at IS NULL LIMIT 10000
    ) bounded)
    FROM (SELECT DISTINCT consumer FROM platform.consumers) c
"""
_OLDEST = """
    SELECT c.consumer, greatest(0, coalesce(extract(epoch FROM $1 - (
        SELECT d.due_at FROM platform.deliveries d
        WHERE d.consumer = c.consumer AND d.done_at IS NULL ORDER BY d.due_at LIMIT 1
    )), 0))::float8
    FROM (SELECT DISTINCT consumer FROM platform.consumers) c
"""
_DEAD = """
    SELECT c.consumer, (SELECT count(*) FROM platform.dead_letters d WHERE d.consumer = c.consumer)
    FROM (SELECT consumer FROM platform.consumers UNION SELECT consumer FROM platform.dead_letters) c
"""
_OLDEST_OF_ALL = """
    SELECT coalesce(extract(epoch FROM now() - min(due_at)), 0)::float8 AS seconds
    FROM platform.deliveries WHERE done_at IS NULL AND due_at <= now()
"""


class ConsumerBacklog(NamedTuple):
    consumer: str
    pending: int
    leased: int
    failing: int
    oldest_due_at: datetime | None
    dead_letters: int


async def consumer_backlogs(reading: SqlReading, now: datetime) -> Sequence[ConsumerBacklog]:
    return [ConsumerBacklog(*row) for row in await reading.fetch(_STATUS, now)]


async def count_open_deliveries(reading: SqlReading) -> Mapping[str, float]:
    """At most 10,000 for each consumer: a gauge reads a bounded number of rows, however large the backlog is."""
    return {row[0]: row[1] for row in await reading.fetch(_OPEN)}


async def oldest_due_seconds(reading: SqlReading, now: datetime) -> Mapping[str, float]:
    return {row[0]: row[1] for row in await reading.fetch(_OLDEST, now)}


async def count_dead_letters(reading: SqlReading) -> Mapping[str, float]:
    return {row[0]: row[1] for row in await reading.fetch(_DEAD)}


async def overdue_seconds(reading: SqlReading) -> float:
    """Age of the oldest due delivery; 0 if none is due."""
    (row,) = await reading.fetch(_OLDEST_OF_ALL)
    return float(row["seconds"])
