"""What an order owes: money credited to the buyer, money taken by hand in parts, refunds by other means."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_RARE = "payment_status IN ('partially_refunded', 'refunded', 'voided')"
_NOW_RARE = "payment_status IN ('partially_paid', 'partially_refunded', 'refunded', 'voided')"
_TAKEN = "status NOT IN ('declined', 'voided', 'failed')"
_OPEN = "status NOT IN ('captured', 'declined', 'voided', 'failed')"
_DUE = "(status = 'pending_payment') = (payment_due_at IS NOT NULL)"
_NOW_DUE = (
    "CASE WHEN status = 'pending_payment' THEN payment_due_at IS NOT NULL OR paid_cents > 0"
    " ELSE payment_due_at IS NULL END"
)


def upgrade() -> None:
    op.add_column(
        "orders",
        sa.Column("credited_cents", sa.BigInteger, nullable=False, server_default=sa.text("0")),
        schema="orders",
    )
    # A refund that staff or a return gave lowers what the order costs.
    op.execute(
        """
        UPDATE orders.orders o SET credited_cents = r.credited
        FROM (
            SELECT order_id, sum(amount_cents) AS credited FROM orders.refunds
            WHERE status = 'succeeded' AND origin IN ('request', 'return') GROUP BY order_id
        ) r WHERE r.order_id = o.id
        """
    )
    op.create_check_constraint(
        "ck_orders_credited", "orders", "credited_cents BETWEEN 0 AND total_cents", schema="orders"
    )
    op.create_check_constraint("ck_orders_paid", "orders", "paid_cents <= total_cents", schema="orders")
    _replace_check("ck_orders_due", _NOW_DUE)
    _replace_index("orders", "ix_orders_money_back", "ix_orders_money_back", ["payment_status", "id"], _NOW_RARE)

    op.add_column("payments", sa.Column("reference", sa.Text), schema="orders")
    _replace_index("payments", "uq_payments_one_taken", "uq_payments_one_open", ["order_id"], _OPEN, unique=True)

    op.add_column("refunds", sa.Column("reference", sa.Text), schema="orders")
    op.add_column("refunds", sa.Column("method", sa.Text), schema="orders")
    op.execute("UPDATE orders.refunds r SET method = p.method FROM orders.payments p WHERE p.id = r.payment_id")
    op.alter_column("refunds", "method", nullable=False, schema="orders")


def downgrade() -> None:
    """Fails while an order has money in parts: the version before cannot hold it."""
    for name in ("method", "reference"):
        op.drop_column("refunds", name, schema="orders")
    _replace_index("payments", "uq_payments_one_open", "uq_payments_one_taken", ["order_id"], _TAKEN, unique=True)
    op.drop_column("payments", "reference", schema="orders")
    _replace_index("orders", "ix_orders_money_back", "ix_orders_money_back", ["payment_status", "id"], _RARE)
    _replace_check("ck_orders_due", _DUE)
    for name in ("ck_orders_paid", "ck_orders_credited"):
        op.drop_constraint(name, "orders", schema="orders")
    op.drop_column("orders", "credited_cents", schema="orders")


def _replace_check(name: str, condition: str) -> None:
    op.drop_constraint(name, "orders", schema="orders")
    op.create_check_constraint(name, "orders", condition, schema="orders")


def _replace_index(table: str, old: str, new: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    op.drop_index(old, table, schema="orders")
    op.create_index(new, table, columns, schema="orders", unique=unique, postgresql_where=sa.text(where))
