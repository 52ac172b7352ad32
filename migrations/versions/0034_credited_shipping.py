"""How much of the shipping returns have credited, so that it is credited once."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

TABLES = ("orders", "returns")


def upgrade() -> None:
    for table in TABLES:
        zero = sa.Column("credited_shipping_cents", sa.BigInteger, nullable=False, server_default=sa.text("0"))
        op.add_column(table, zero, schema="orders")
        op.create_check_constraint(
            f"ck_{table}_credited_shipping",
            table,
            "credited_shipping_cents BETWEEN 0 AND credited_cents",
            schema="orders",
        )


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "credited_shipping_cents", schema="orders")
