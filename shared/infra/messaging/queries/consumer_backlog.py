"""What a consumer is subscribed to, and which events it has not handled yet."""

from collections.abc import Collection
from datetime import datetime
from typing import cast

from shared.infra.sql.transaction import SqlReading

_SUBSCRIBED_SINCE = "SELECT max(registered_at) AS at FROM platform.consumers WHERE consumer = $1"
_IS_SUBSCRIBED = "SELECT 1 FROM platform.consumers WHERE consumer = $1 AND event_type = $2"
_PENDING = """
    SELECT e.aggregate_id FROM platform.events e WHERE e.id IN (
        SELECT event_id FROM platform.deliveries WHERE consumer = $1 AND done_at IS NULL
        UNION ALL SELECT event_id FROM platform.dead_letters WHERE consumer = $1 AND $2
    )
"""


async def subscribed_since(reading: SqlReading, consumer: str) -> datetime | None:
    (row,) = await reading.fetch(_SUBSCRIBED_SINCE, consumer)
    return cast("datetime | None", row["at"])


async def is_subscribed(reading: SqlReading, consumer: str, event_type: str) -> bool:
    return await reading.fetch_one(_IS_SUBSCRIBED, consumer, event_type) is not None


async def pending_aggregate_ids(reading: SqlReading, consumer: str, *, dead_letters: bool) -> Collection[str]:
    """Aggregates with events that the consumer has not handled; `dead_letters` includes those it gave up."""
    return {row["aggregate_id"] for row in await reading.fetch(_PENDING, consumer, dead_letters)}


def oldest_unhandled(consumer: str) -> str:
    """SQL for the time since when an event waits for the consumer or is one of its dead letters; `consumer` is SQL."""
    return f"""least(
        (SELECT min(created_at) FROM platform.deliveries WHERE consumer = {consumer} AND done_at IS NULL),
        (SELECT min(e.occurred_at) FROM platform.dead_letters l JOIN platform.events e ON e.id = l.event_id
         WHERE l.consumer = {consumer})
    )"""  # noqa: S608 constants only
