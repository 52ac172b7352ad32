"""SQL of this module's gauges. Each statement reads a bounded number of rows, however large the backlog is."""

from collections.abc import Mapping

from shared.infra.sql.transaction import sql
from shared.kernel.transaction import Transaction

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


class SqlDeliveryBacklogQueries:
    """Implements the port `DeliveryBacklogQueries`."""

    async def count_open_deliveries(self, tx: Transaction) -> Mapping[str, float]:
        return await _by_consumer(tx, _OPEN)

    async def get_oldest_due_seconds(self, tx: Transaction) -> Mapping[str, float]:
        return await _by_consumer(tx, _OLDEST, tx.now)

    async def dead_letters(self, tx: Transaction) -> Mapping[str, float]:
        return await _by_consumer(tx, _DEAD)


async def _by_consumer(tx: Transaction, statement: str, *arguments: object) -> Mapping[str, float]:
    return {row[0]: row[1] for row in await sql(tx).fetch(statement, *arguments)}
