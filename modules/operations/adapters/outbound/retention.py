"""Deletes old events and idempotency keys in batches."""

from datetime import datetime

from shared.infra.messaging.queries import retention
from shared.infra.sql import stored_responses
from shared.infra.sql.transaction import SqlTransaction


class SqlRetention:
    """Implements the port `Retention`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def prune_events(self, before: datetime, at_most: int) -> int:
        return await retention.prune_events(self._tx, before, at_most)

    async def prune_keys(self, before: datetime, at_most: int) -> int:
        return await stored_responses.prune_keys(self._tx, before, at_most)
