"""The outbox status over PostgreSQL."""

from modules.operations.domain.outbox import ConsumerStatus, OutboxStatus
from shared.infra.sql.database import Database

_FIGURES = """
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


class SqlOutboxQueries:
    """Implements the port `OutboxQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_status(self) -> OutboxStatus:
        async with self._database.snapshot() as tx:
            rows = await tx.fetch(_FIGURES, tx.now)
            return OutboxStatus(tx.now, [ConsumerStatus(*row) for row in rows])
