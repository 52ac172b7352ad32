"""Day partitions of events and deliveries: create those of the next days, drop those after the retention period."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import cast

from shared.infra.messaging.outbox import first_id_at
from shared.infra.sql.transaction import SqlReading, SqlTransaction

MOST_KEPT = 10_000
"""A day is not dropped while more of its events are unfinished: moving them would lock the tables too long."""

_CREATE = "SELECT platform.create_days($1) AS number"
_DROP = "SELECT platform.drop_day($1, $2) AS number"
_DAYS = "SELECT day FROM platform.event_days"
_WITHOUT_DAY = """
    SELECT (SELECT count(*) FROM (SELECT FROM platform.events_kept WHERE id >= $1 LIMIT 10000) e)
         + (SELECT count(*) FROM (SELECT FROM platform.deliveries_pending WHERE done_at IS NOT NULL LIMIT 10000) d)
        AS number
"""
_PRUNE_KEPT = """
    WITH old AS (
        SELECT e.id FROM platform.events_kept e
        WHERE e.id < $1 AND e.occurred_at < $2 AND NOT EXISTS (
            SELECT 1 FROM platform.events k
            WHERE k.aggregate_type = e.aggregate_type AND k.aggregate_id = e.aggregate_id AND k.sequence <= e.sequence
              AND (EXISTS (SELECT 1 FROM platform.deliveries d WHERE d.event_id = k.id AND d.done_at IS NULL)
                   OR EXISTS (SELECT 1 FROM platform.dead_letters l WHERE l.event_id = k.id))
        )
        ORDER BY e.id LIMIT $3
    ), gone AS (
        DELETE FROM platform.deliveries d USING old WHERE d.event_id = old.id
    )
    DELETE FROM platform.events_kept e USING old WHERE e.id = old.id RETURNING 1
"""


async def create_days(tx: SqlTransaction, until: date) -> int:
    """Create the missing partitions up to that day; returns their number.

    Rows of a day without a partition are in the default partition, and are moved into the created one.
    """
    row = await tx.fetch_one(_CREATE, until)
    return cast("int", row["number"]) if row else 0


async def drop_day(tx: SqlTransaction, before: datetime) -> int | None:
    """Drop the oldest day if all its events occurred before; returns their number, None if there is no such day.

    Events with an open delivery or a dead letter, and the later ones of their aggregates, are kept in the default
    partition. Waits only briefly for the lock on the tables.
    """
    row = await tx.fetch_one(_DROP, before, MOST_KEPT)
    return cast("int | None", row["number"]) if row else None


async def prune_kept_events(tx: SqlTransaction, before: datetime, at_most: int) -> int:
    """Delete kept events that are finished meanwhile, those of an aggregate in their sequence; returns their number."""
    return len(await tx.fetch(_PRUNE_KEPT, first_id_at(before), before, at_most))


async def missing_days(reading: SqlReading, first: date, last: date) -> Sequence[date]:
    """Days of the period without a partition."""
    found = {row["day"] for row in await reading.fetch(_DAYS)}
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    # The oldest partition also holds all days before it.
    return [day for day in days if day not in found and not (found and day < min(found))]


async def rows_without_day(reading: SqlReading, since: datetime) -> int:
    """Rows since then that had no partition, counted up to 20,000."""
    row = await reading.fetch_one(_WITHOUT_DAY, first_id_at(since))
    return cast("int", row["number"]) if row else 0
