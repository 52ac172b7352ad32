"""What orders are searched by. Written by the worker, never by who places or changes an order."""

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
        # What was written last waits in a list that every search reads through: a short one.
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
"""How far the index is: in the feed of events, and while it is being built, among the orders."""
