"""A line counts the cents of its credited units, so that a refund that fails takes back exactly what it claimed."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("credited_cents", sa.BigInteger, nullable=False, server_default=sa.text("0"))
    op.add_column("order_lines", column, schema="orders")
    op.execute(
        """
        UPDATE orders.order_lines SET credited_cents = div(total_cents::numeric * credited, quantity)::bigint
        WHERE credited > 0
        """
    )
    op.create_check_constraint(
        "ck_order_lines_credited", "order_lines", "credited_cents BETWEEN 0 AND total_cents", schema="orders"
    )


def downgrade() -> None:
    op.drop_constraint("ck_order_lines_credited", "order_lines", schema="orders")
    op.drop_column("order_lines", "credited_cents", schema="orders")
