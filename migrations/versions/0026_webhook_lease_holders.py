"""A webhook's delivery under way names the worker that sends it, so that others need not wait for its lease."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("held_by", sa.Integer), schema="webhooks")


def downgrade() -> None:
    op.drop_column("deliveries", "held_by", schema="webhooks")
