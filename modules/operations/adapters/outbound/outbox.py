"""The outbox status over PostgreSQL."""

from modules.operations.domain.outbox import ConsumerStatus, OutboxStatus
from shared.infra.messaging.queries.backlog import consumer_backlogs
from shared.infra.sql.database import Database


class SqlOutboxQueries:
    """Implements the port `OutboxQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_status(self) -> OutboxStatus:
        async with self._database.snapshot() as tx:
            return OutboxStatus(tx.now, [ConsumerStatus(*row) for row in await consumer_backlogs(tx, tx.now)])
