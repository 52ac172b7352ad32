"""What orders are searched by; the worker fills it with the orders there are.

`pg_trgm` is a trusted extension: the owner of the database may create it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_table(
        "order_search",
        sa.Column("order_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("order_id", name="pk_order_search"),
        schema="orders",
        postgresql_with={"autovacuum_vacuum_scale_factor": "0.05", "autovacuum_analyze_scale_factor": "0.02"},
    )
    # A word's share of all orders is read from a sample: a large one, so that a rare word is known to be rare.
    op.execute("ALTER TABLE orders.order_search ALTER COLUMN text SET STATISTICS 1000")
    op.create_index("ix_order_search_created_at", "order_search", ["created_at", "order_id"], schema="orders")
    op.create_index(
        "ix_order_search_text",
        "order_search",
        ["text"],
        schema="orders",
        postgresql_using="gin",
        postgresql_ops={"text": "gin_trgm_ops"},
        postgresql_with={"gin_pending_list_limit": "512"},
    )
    op.create_table(
        "search_progress",
        sa.Column("slot", sa.SmallInteger, nullable=False, autoincrement=False),
        sa.Column("position", JSONB, nullable=False),
        sa.Column("build_below", sa.BigInteger),
        sa.PrimaryKeyConstraint("slot", name="pk_search_progress"),
        sa.CheckConstraint("slot = 1", name="ck_search_progress_one"),
        schema="orders",
    )


def downgrade() -> None:
    """The extension stays: it may have been there before."""
    op.drop_table("search_progress", schema="orders")
    op.drop_table("order_search", schema="orders")
