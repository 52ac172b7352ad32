"""Orders have a gift message."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("gift_message", sa.Text), schema="orders")


def downgrade() -> None:
    op.drop_column("orders", "gift_message", schema="orders")
