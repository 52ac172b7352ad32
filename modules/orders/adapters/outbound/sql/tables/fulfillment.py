"""Tables of shipments and returns."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from modules.orders.adapters.outbound.sql.tables.schema import NOW, metadata

shipments = Table(
    "shipments",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("order_id", BigInteger, nullable=False),
    Column("location_code", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("carrier", Text),
    Column("tracking_number", Text),
    Column("items", JSONB, nullable=False),
    Column("created_at", NOW, nullable=False),
    Column("updated_at", NOW, nullable=False),
    Column("delivered_at", NOW),
    Column("version", Integer, nullable=False),
    Index("ix_shipments_order_id", "order_id"),
    Index("ix_shipments_status", "status", "created_at", "id"),
    Index("ix_shipments_created_at", "created_at", "id"),
    Index("ix_shipments_location_code", "location_code", "created_at", "id"),
    Index(
        "ix_shipments_tracking_number",
        text("upper(regexp_replace(tracking_number, '[^A-Za-z0-9]', '', 'g'))"),
        postgresql_where=text("tracking_number IS NOT NULL"),
    ),
)

returns = Table(
    "returns",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("order_id", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("items", JSONB, nullable=False),
    Column("refund_id", BigInteger),
    Column("refund_cents", BigInteger, nullable=False, server_default=text("0")),
    Column("credited_cents", BigInteger, nullable=False, server_default=text("0")),
    Column("credited_shipping_cents", BigInteger, nullable=False, server_default=text("0")),
    Column("close_reason", Text),
    Column("created_at", NOW, nullable=False),
    Column("updated_at", NOW, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("least(refund_cents, credited_cents) >= 0", name="amounts"),
    CheckConstraint("credited_shipping_cents BETWEEN 0 AND credited_cents", name="credited_shipping"),
    Index("ix_returns_order_id", "order_id"),
    Index("ix_returns_status", "status", "created_at", "id"),
    Index("ix_returns_created_at", "created_at", "id"),
)
