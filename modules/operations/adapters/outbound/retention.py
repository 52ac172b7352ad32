"""Deletes old events and idempotency keys in batches."""

from datetime import datetime
from uuid import UUID

from shared.infra.sql.transaction import SqlTransaction

_EVENTS = """
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
_KEYS = """
    WITH old AS (
        SELECT scope, key FROM platform.idempotency_keys WHERE created_at < $1 ORDER BY created_at LIMIT $2
    )
    DELETE FROM platform.idempotency_keys k USING old WHERE k.scope = old.scope AND k.key = old.key RETURNING 1
"""


class SqlRetention:
    """Implements the port `Retention`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def prune_events(self, before: datetime, at_most: int) -> int:
        return len(await self._tx.fetch(_EVENTS, _first_id_at(before), before, at_most))

    async def prune_keys(self, before: datetime, at_most: int) -> int:
        return len(await self._tx.fetch(_KEYS, before, at_most))


def _first_id_at(time: datetime) -> UUID:
    """Return the smallest UUIDv7 of that millisecond. Ids of older events are smaller."""
    return UUID(int=int(time.timestamp() * 1000) << 80)
