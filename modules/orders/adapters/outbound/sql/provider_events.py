"""Implements the port `ProviderEvents` in PostgreSQL."""

from datetime import timedelta

from modules.orders.ports.payments.payment_provider import ProviderEvent
from shared.infra.sql.transaction import SqlTransaction

_RECORD = """
    INSERT INTO orders.provider_events (provider, event_id, type, payment_id, refund_id, received_at)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING event_id
"""
_ORDER = """
    SELECT order_id FROM orders.payments WHERE (id = $1 OR provider_id = $3) AND provider = $4
    UNION ALL SELECT r.order_id FROM orders.refunds r JOIN orders.payments p ON p.id = r.payment_id
    WHERE r.id = $2 AND p.provider = $4 LIMIT 1
"""
_DELETE = """
    DELETE FROM orders.provider_events WHERE (provider, event_id) IN (
        SELECT provider, event_id FROM orders.provider_events WHERE received_at < $1 LIMIT $2
    ) RETURNING event_id
"""


class SqlProviderEvents:
    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def add(self, provider: str, report: ProviderEvent) -> bool:
        row = (provider, report.event_id, report.type, report.payment_id, report.refund_id, self._tx.now)
        return bool(await self._tx.fetch(_RECORD, *row))

    async def find_order_id(self, provider: str, report: ProviderEvent) -> int | None:
        rows = await self._tx.fetch(_ORDER, report.payment_id, report.refund_id, report.provider_id, provider)
        return rows[0]["order_id"] if rows else None

    async def delete_older(self, older: timedelta, limit: int) -> int:
        return len(await self._tx.fetch(_DELETE, self._tx.now - older, limit))
