"""Creates and drops days of events; deletes idempotency keys in batches."""

from datetime import date, datetime

from shared.infra.messaging.queries import retention
from shared.infra.sql import stored_responses
from shared.infra.sql.transaction import SqlTransaction


class SqlRetention:
    """Implements the port `Retention`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def create_days(self, until: date) -> int:
        return await retention.create_days(self._tx, until)

    async def drop_day(self, before: datetime) -> int | None:
        return await retention.drop_day(self._tx, before)

    async def prune_kept_events(self, before: datetime, at_most: int) -> int:
        return await retention.prune_kept_events(self._tx, before, at_most)

    async def prune_keys(self, before: datetime, at_most: int) -> int:
        return await stored_responses.prune_keys(self._tx, before, at_most)
