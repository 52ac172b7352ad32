"""Gauges of this module."""

from collections.abc import Mapping

from shared.infra.messaging.queries import backlog
from shared.infra.sql.transaction import sql
from shared.kernel.transaction import Transaction


class SqlDeliveryBacklogQueries:
    """Implements the port `DeliveryBacklogQueries`."""

    async def count_open_deliveries(self, tx: Transaction) -> Mapping[str, float]:
        return await backlog.count_open_deliveries(sql(tx))

    async def get_oldest_due_seconds(self, tx: Transaction) -> Mapping[str, float]:
        return await backlog.oldest_due_seconds(sql(tx), tx.now)

    async def dead_letters(self, tx: Transaction) -> Mapping[str, float]:
        return await backlog.count_dead_letters(sql(tx))
