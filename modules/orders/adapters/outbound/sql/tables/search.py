"""Tables of the order search index. Only the worker writes them, not the transactions that change orders."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from modules.orders.adapters.outbound.sql.tables.schema import NOW, metadata

order_search = Table(
    "order_search",
    metadata,
    Column("order_id", BigInteger, primary_key=True, autoincrement=False),
    Column("created_at", NOW, nullable=False),
    Column("text", Text, nullable=False),
    Index("ix_order_search_created_at", "created_at", "order_id"),
    Index(
        "ix_order_search_text",
        "text",
        postgresql_using="gin",
        postgresql_ops={"text": "gin_trgm_ops"},
        # Every search scans the pending list, so keep it short.
        postgresql_with={"gin_pending_list_limit": "512"},
    ),
    postgresql_with={"autovacuum_vacuum_scale_factor": "0.05", "autovacuum_analyze_scale_factor": "0.02"},
)

search_progress = Table(
    "search_progress",
    metadata,
    Column("slot", SmallInteger, primary_key=True, autoincrement=False),
    Column("position", JSONB, nullable=False),
    Column("build_below", BigInteger),
    CheckConstraint("slot = 1", name="one"),
)
"""Progress of the index: its position in the event feed and, during a build, among the orders."""
