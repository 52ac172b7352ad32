"""SQL queries of the doctor checks."""

from collections.abc import Sequence
from datetime import datetime

from modules.webhooks.adapters.outbound.sql.endpoints import CONSUMER
from shared.infra.messaging.queries.consumer_backlog import is_subscribed
from shared.infra.sql.transaction import sql
from shared.kernel.transaction import Transaction

_OVERDUE = """
    SELECT d.id, d.endpoint_id, d.due_at FROM webhooks.deliveries d
    JOIN webhooks.endpoints e ON e.id = d.endpoint_id AND e.active
    WHERE d.status = 'pending' AND d.due_at < $1 ORDER BY d.due_at LIMIT 100
"""
_ORPHANS = """
    SELECT d.id, d.endpoint_id FROM webhooks.deliveries d LEFT JOIN webhooks.endpoints e ON e.id = d.endpoint_id
    WHERE e.id IS NULL OR (d.status = 'pending' AND NOT e.active) ORDER BY d.id LIMIT 100
"""
_INCONSISTENT = """
    SELECT id, status FROM webhooks.deliveries
    WHERE (status = 'succeeded') <> (succeeded_at IS NOT NULL) OR (status IN ('succeeded', 'failed') AND attempts = 0)
       OR (status <> 'pending' AND leased_until IS NOT NULL) ORDER BY id LIMIT 100
"""
_ACTIVE = "SELECT count(*) AS active FROM webhooks.endpoints WHERE active"


class SqlIntegrity:
    """Implements the port `Integrity`."""

    async def overdue(self, tx: Transaction, since: datetime) -> Sequence[tuple[int, int, datetime]]:
        return [tuple(row) for row in await sql(tx).fetch(_OVERDUE, since)]

    async def orphans(self, tx: Transaction) -> Sequence[tuple[int, int]]:
        return [tuple(row) for row in await sql(tx).fetch(_ORPHANS)]

    async def inconsistent(self, tx: Transaction) -> Sequence[tuple[int, str]]:
        return [tuple(row) for row in await sql(tx).fetch(_INCONSISTENT)]

    async def subscription_state(self, tx: Transaction) -> tuple[int, bool]:
        (row,) = await sql(tx).fetch(_ACTIVE)
        return row["active"], await is_subscribed(sql(tx), CONSUMER, "*")
