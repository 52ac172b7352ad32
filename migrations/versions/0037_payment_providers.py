"""A card payment names its provider; the providers' events are told apart by it.

Payments and events of before belong to the provider of the settings `TRADEPOST_STRIPE_…`, `stripe`. The column of
payments counts for card payments only.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

FIRST = sa.text("'stripe'")


def upgrade() -> None:
    op.add_column("payments", sa.Column("provider", sa.Text, server_default=FIRST), schema="orders")
    op.add_column(
        "provider_reports", sa.Column("provider", sa.Text, nullable=False, server_default=FIRST), schema="orders"
    )
    op.drop_constraint("pk_provider_reports", "provider_reports", schema="orders")
    op.create_primary_key("pk_provider_reports", "provider_reports", ["provider", "event_id"], schema="orders")


def downgrade() -> None:
    op.execute("DELETE FROM orders.provider_reports WHERE provider <> 'stripe'")
    op.drop_constraint("pk_provider_reports", "provider_reports", schema="orders")
    op.create_primary_key("pk_provider_reports", "provider_reports", ["event_id"], schema="orders")
    op.drop_column("provider_reports", "provider", schema="orders")
    op.drop_column("payments", "provider", schema="orders")
