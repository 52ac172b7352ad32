"""A delivery under way names the worker that holds it, so that others need not wait for its lease."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holders",
        sa.Column("id", sa.Integer, sa.Identity(always=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_holders"),
        schema="platform",
    )
    op.add_column("deliveries", sa.Column("held_by", sa.Integer), schema="platform")


def downgrade() -> None:
    op.drop_column("deliveries", "held_by", schema="platform")
    op.drop_table("holders", schema="platform")
