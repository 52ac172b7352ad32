"""The tables of the module gift_desk."""

import sqlalchemy as sa
from alembic import op

from migrations.privileges import create_schema, drop_schema

revision = "0000"
down_revision = "NONE"
branch_labels = None
depends_on = None

phase = "expand"

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_schema("gift_desk")
    op.create_table(
        "gift_cards",
        sa.Column("id", sa.BigInteger, sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("created_by", sa.BigInteger),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("event_count", sa.Integer, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gift_cards"),
        sa.UniqueConstraint("name", name="uq_gift_cards_name"),
        sa.CheckConstraint("status IN ('active', 'archived')", name="ck_gift_cards_status"),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 100", name="ck_gift_cards_name"),
        schema="gift_desk",
    )
    op.create_index("ix_gift_cards_created_at", "gift_cards", ["created_at"], schema="gift_desk")
    op.create_index(
        "ix_gift_cards_created_by",
        "gift_cards",
        ["created_by"],
        schema="gift_desk",
        postgresql_where=sa.text("created_by IS NOT NULL"),
    )


def downgrade() -> None:
    drop_schema("gift_desk")
