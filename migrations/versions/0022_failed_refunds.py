"""Refunds that failed can be repeated or dismissed; returns can be closed, and lower what an order owes."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_REFUNDS = ("credited_cents", "retry_of", "retried_as", "dismissed_at", "dismiss_reason")
_RETURNS = ("refund_cents", "credited_cents", "close_reason")


def upgrade() -> None:
    _count_cents("refunds", "credited_cents")
    for name in ("retry_of", "retried_as"):
        op.add_column("refunds", sa.Column(name, sa.BigInteger), schema="orders")
    op.add_column("refunds", sa.Column("dismissed_at", sa.DateTime(timezone=True)), schema="orders")
    op.add_column("refunds", sa.Column("dismiss_reason", sa.Text), schema="orders")
    for name in ("refund_cents", "credited_cents"):
        _count_cents("returns", name)
    op.add_column("returns", sa.Column("close_reason", sa.Text), schema="orders")
    op.create_check_constraint(
        "ck_returns_amounts", "returns", "least(refund_cents, credited_cents) >= 0", schema="orders"
    )
    op.execute(
        """
        UPDATE orders.returns r SET refund_cents = f.amount_cents FROM orders.refunds f WHERE f.id = r.refund_id
        """
    )
    _take_back_what_failed()


def _take_back_what_failed() -> None:
    """Refunds that failed before kept what they had claimed: their units stayed credited, their returns refunded."""
    op.execute(
        """
        UPDATE orders.order_lines l SET
            credited = greatest(l.credited - f.units, l.cancelled),
            credited_cents = div(l.total_cents::numeric * greatest(l.credited - f.units, l.cancelled), l.quantity)
        FROM (
            SELECT r.order_id, (i->>'line_id')::int AS line_id, sum((i->>'quantity')::int) AS units
            FROM orders.refunds r CROSS JOIN LATERAL jsonb_array_elements(r.items) i
            WHERE r.status = 'failed' AND r.origin IN ('request', 'return') GROUP BY 1, 2
        ) f WHERE f.order_id = l.order_id AND f.line_id = l.line_id AND l.credited > l.cancelled
        """
    )
    op.execute(
        """
        UPDATE orders.returns r SET status = 'received', refund_id = NULL, refund_cents = 0, version = r.version + 1
        FROM orders.refunds f WHERE f.id = r.refund_id AND f.status = 'failed' AND r.status = 'refunded'
        """
    )


def _count_cents(table: str, name: str) -> None:
    column = sa.Column(name, sa.BigInteger, nullable=False, server_default=sa.text("0"))
    op.add_column(table, column, schema="orders")


def downgrade() -> None:
    """Closed returns are received again in the version before, which does not know the state."""
    op.execute("UPDATE orders.returns SET status = 'received' WHERE status = 'closed'")
    op.drop_constraint("ck_returns_amounts", "returns", schema="orders")
    for table, columns in (("returns", _RETURNS), ("refunds", _REFUNDS)):
        for name in columns:
            op.drop_column(table, name, schema="orders")
