"""The port `Reports` over PostgreSQL."""

from datetime import timedelta

from modules.orders.ports.payments.provider import ProviderEvent
from shared.infra.sql.transaction import SqlTransaction

_RECORD = """
    INSERT INTO orders.provider_reports (event_id, type, payment_id, refund_id, received_at)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING event_id
"""
_ORDER = """
    SELECT order_id FROM orders.payments WHERE id = $1 OR provider_id = $3
    UNION ALL SELECT order_id FROM orders.refunds WHERE id = $2 LIMIT 1
"""
_DELETE = """
    DELETE FROM orders.provider_reports WHERE event_id IN (
        SELECT event_id FROM orders.provider_reports WHERE received_at < $1 LIMIT $2
    ) RETURNING event_id
"""


class SqlProviderEvents:
    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def add(self, report: ProviderEvent) -> bool:
        row = (report.event_id, report.type, report.payment_id, report.refund_id, self._tx.now)
        return bool(await self._tx.fetch(_RECORD, *row))

    async def find_order_id(self, report: ProviderEvent) -> int | None:
        rows = await self._tx.fetch(_ORDER, report.payment_id, report.refund_id, report.provider_id)
        return rows[0]["order_id"] if rows else None

    async def delete_older(self, older: timedelta, limit: int) -> int:
        return len(await self._tx.fetch(_DELETE, self._tx.now - older, limit))
