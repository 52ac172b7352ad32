"""Implements the port `OrderBacklogQueries` in PostgreSQL. Each statement reads a partial index or one status."""

from shared.infra.sql.transaction import sql
from shared.kernel.transaction import Transaction

_UNPAID = """
    SELECT count(*) FROM (SELECT 1 FROM orders.orders WHERE status = 'pending_payment' LIMIT 10000) bounded
"""
_OVERDUE = """
    SELECT greatest(0, coalesce(extract(epoch FROM $1 - min(payment_due_at)), 0))::float8
    FROM orders.orders WHERE status = 'pending_payment' AND NOT payment_in_flight
"""
_FAILED = """
    SELECT count(*) FROM (
        SELECT 1 FROM orders.refunds f JOIN orders.orders o ON o.id = f.order_id
        WHERE f.status = 'failed' AND f.retried_as IS NULL AND f.dismissed_at IS NULL AND o.paid_cents > (
            SELECT coalesce(sum(r.amount_cents), 0) FROM orders.refunds r
            WHERE r.order_id = f.order_id AND r.status <> 'failed')
        LIMIT 10000
    ) bounded
"""


class SqlOrderBacklogQueries:
    async def count_unpaid_orders(self, tx: Transaction) -> float:
        return float((await sql(tx).fetch(_UNPAID))[0][0])

    async def get_overdue_seconds(self, tx: Transaction) -> float:
        return float((await sql(tx).fetch(_OVERDUE, tx.now))[0][0])

    async def count_failed_refunds(self, tx: Transaction) -> float:
        return float((await sql(tx).fetch(_FAILED))[0][0])
