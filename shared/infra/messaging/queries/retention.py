"""Delete events after their retention period."""

from datetime import datetime
from uuid import UUID

from shared.infra.sql.transaction import SqlTransaction

_PRUNE = """
    WITH old AS (
        SELECT e.id FROM platform.events e
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
    DELETE FROM platform.events e USING old WHERE e.id = old.id RETURNING 1
"""


async def prune_events(tx: SqlTransaction, before: datetime, at_most: int) -> int:
    """Delete events without open deliveries, those of an aggregate in their sequence; returns their number."""
    return len(await tx.fetch(_PRUNE, _first_id_at(before), before, at_most))


def _first_id_at(time: datetime) -> UUID:
    """The smallest UUIDv7 of that millisecond. Ids of older events are smaller."""
    return UUID(int=int(time.timestamp() * 1000) << 80)
