"""When an account's e-mail address was verified, and whose guest orders are whose."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("email_verified_at", sa.DateTime(timezone=True)), schema="users")
    op.create_table(
        "verified_customers",
        sa.Column("customer_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name="pk_verified_customers"),
        sa.UniqueConstraint("email", name="uq_verified_customers_email"),
        schema="orders",
    )


def downgrade() -> None:
    op.drop_table("verified_customers", schema="orders")
    op.drop_column("users", "email_verified_at", schema="users")
