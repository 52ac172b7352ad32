"""The tables of inventory."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.infra.sql.bulk.equal_columns import DETAILS, STATE
from shared.infra.sql.naming import NAMING
from shared.kernel.values.quantity import MAX_LINE_QUANTITY, MAX_QUANTITY

metadata = MetaData(schema="inventory", naming_convention=NAMING)
_TIME = DateTime(timezone=True)

products = Table(
    "products",
    metadata,
    Column("sku", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("price_cents", BigInteger, nullable=False),
    Column("tax_rate_bps", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("max_per_order", Integer),
    Column("backorder_policy", Text, nullable=False),
    Column("backorder_limit", Integer),
    Column("low_stock_threshold", Integer),
    Column("requires_shipping", Boolean, nullable=False),
    Column("track_inventory", Boolean, nullable=False),
    Column("barcodes", JSONB, nullable=False),
    Column("external_id", Text),
    Column("metadata", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", _TIME, nullable=False),
    Column("updated_at", _TIME, nullable=False),
    Column("archived_at", _TIME),
    Column("picture_files", JSONB),
    Column("picture_sides", JSONB),
    Column("search_text", Text, nullable=False),
    CheckConstraint("price_cents > 0", name="price"),
    CheckConstraint("tax_rate_bps BETWEEN 0 AND 10000", name="tax_rate"),
    CheckConstraint("backorder_policy IN ('deny', 'allow')", name="backorder_policy"),
    CheckConstraint(f"max_per_order BETWEEN 1 AND {MAX_LINE_QUANTITY}", name="max_per_order"),
    CheckConstraint(f"backorder_limit BETWEEN 0 AND {MAX_QUANTITY}", name="backorder_limit"),
    CheckConstraint(f"low_stock_threshold BETWEEN 0 AND {MAX_QUANTITY}", name="low_stock_threshold"),
    CheckConstraint("(picture_files IS NULL) = (picture_sides IS NULL)", name="picture"),
    Index("ix_products_created_at", "created_at", "sku"),
    Index("ix_products_updated_at", "updated_at", "sku"),
    Index("ix_products_barcodes", "barcodes", postgresql_using="gin", postgresql_ops={"barcodes": "jsonb_path_ops"}),
    Index(
        "ix_products_search_text",
        "search_text",
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    ),
    Index("ix_products_picture_files", "picture_files", postgresql_using="gin"),
)

_HOLDER = Column("sku", Text, ForeignKey(products.c.sku), nullable=False)
barcodes = Table(
    "barcodes", metadata, Column("barcode", Text, primary_key=True), _HOLDER, Index("ix_barcodes_sku", "sku")
)
"""The owner of each barcode, maintained by a trigger on products."""

locations = Table(
    "locations",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("fulfills_online", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", _TIME, nullable=False),
    Column("updated_at", _TIME, nullable=False),
)

stock_levels = Table(
    "stock_levels",
    metadata,
    Column("sku", Text, ForeignKey(products.c.sku), primary_key=True),
    Column("location_code", Text, ForeignKey(locations.c.code), primary_key=True),
    Column("on_hand", BigInteger, nullable=False, server_default=text("0")),
    Column("reserved", BigInteger, nullable=False, server_default=text("0")),
    Column("unavailable", BigInteger, nullable=False, server_default=text("0"), info=DETAILS),
    Column("waiting", BigInteger, nullable=False, server_default=text("0"), info=DETAILS),
    Column("ledger_seq", BigInteger, nullable=False, server_default=text("0")),
    Column("ledger_hash", LargeBinary, nullable=False, server_default=text("decode(repeat('00', 32), 'hex')")),
    Column("updated_at", _TIME, info=STATE),
    Column("others", Integer, nullable=False, server_default=text("0")),
    CheckConstraint("reserved >= 0 AND unavailable >= 0 AND reserved + unavailable <= on_hand", name="never_oversold"),
    CheckConstraint("waiting >= 0", name="waiting"),
    CheckConstraint(f"on_hand <= {MAX_QUANTITY}", name="bounded"),
    Index("ix_stock_levels_location_code", "location_code", "sku"),
    postgresql_with={"fillfactor": "50", "autovacuum_vacuum_scale_factor": "0.05"},
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("sku", Text, nullable=False),
    Column("location_code", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("kind", Text, nullable=False, info=STATE),
    Column("on_hand_delta", BigInteger, nullable=False, info=STATE),
    Column("reserved_delta", BigInteger, nullable=False),
    Column("unavailable_delta", BigInteger, nullable=False, info=STATE),
    Column("on_hand", BigInteger, nullable=False),
    Column("reserved", BigInteger, nullable=False),
    Column("unavailable", BigInteger, nullable=False),
    Column("reason", Text, info=STATE),
    Column("reference", Text, info=STATE),
    Column("order_id", BigInteger),
    Column("actor", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("at", _TIME, nullable=False, info=STATE),
    Column("prev_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    UniqueConstraint("sku", "location_code", "seq"),
    Index("ix_ledger_order_id", "order_id", postgresql_where=text("order_id IS NOT NULL")),
    Index("ix_ledger_reference", "reference", "sku", postgresql_where=text("reference IS NOT NULL")),
    Index("ix_ledger_at", "at", postgresql_using="brin"),
)

reservations = Table(
    "reservations",
    metadata,
    Column("order_id", BigInteger, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("line_id", BigInteger, nullable=False),
    Column("sku", Text, nullable=False),
    Column("location_code", Text),
    Column("quantity", BigInteger, nullable=False),
    Column("returned", BigInteger, nullable=False, server_default=text("0")),
    Column("state", Text, nullable=False, info=STATE),
    Column("expires_at", _TIME, info=STATE),
    Column("expiry_suspended", Boolean, nullable=False, server_default=text("false"), info=STATE),
    Column("committed_at", _TIME, info=STATE),
    Column("created_at", _TIME, nullable=False, info=STATE),
    Column("sequence", Integer, nullable=False, info=STATE),
    Column("deallocated", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint("quantity > 0 AND returned >= 0", name="quantity"),
    CheckConstraint("state IN ('held', 'committed', 'waiting', 'consumed', 'expired', 'released')", name="state"),
    Index(
        "ix_reservations_expires_at",
        "expires_at",
        postgresql_where=text("committed_at IS NULL AND state IN ('held', 'waiting')"),
    ),
    Index("ix_reservations_live", "sku", postgresql_where=text("state IN ('held', 'committed')")),
    Index("ix_reservations_waiting", "sku", "committed_at", "order_id", postgresql_where=text("state = 'waiting'")),
    CheckConstraint("NOT deallocated OR state IN ('waiting', 'released', 'expired')", name="deallocated"),
    postgresql_with={"fillfactor": "80", "autovacuum_vacuum_scale_factor": "0.02"},
)

refused_demand = Table(
    "refused_demand",
    metadata,
    Column("request_key", Text, primary_key=True),
    Column("sku", Text, primary_key=True),
    Column("requested", BigInteger, nullable=False),
    Column("available", BigInteger, nullable=False),
    Column("at", _TIME, nullable=False),
    Index("ix_refused_demand_at", "at"),
)

announced_availability = Table(
    "announced_availability",
    metadata,
    Column("sku", Text, ForeignKey(products.c.sku), primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("announced", BigInteger, nullable=False),
    Column("announced_at", _TIME),
    Column("due", Boolean, nullable=False),
    CheckConstraint("state IN ('ok', 'low', 'out')", name="state"),
    Index("ix_announced_availability_due", "announced_at", postgresql_where=text("due")),
    postgresql_with={"fillfactor": "70"},
)

documents = Table(
    "documents",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("reason", Text),
    Column("reference", Text),
    Column("lines", JSONB, nullable=False),
    Column("deallocated", JSONB, nullable=False),
    Column("actor", Text, nullable=False),
    Column("created_at", _TIME, nullable=False),
    CheckConstraint("kind IN ('receipt', 'adjustment')", name="kind"),
    Index("ix_documents_kind", "kind", "created_at", "id"),
)

transfers = Table(
    "transfers",
    metadata,
    Column("id", BigInteger, Identity(always=False), primary_key=True),
    Column("status", Text, nullable=False),
    Column("from_location_code", Text, ForeignKey(locations.c.code), nullable=False),
    Column("to_location_code", Text, ForeignKey(locations.c.code), nullable=False),
    Column("note", Text),
    Column("version", Integer, nullable=False),
    Column("actor", Text, nullable=False),
    Column("created_at", _TIME, nullable=False),
    Column("updated_at", _TIME, nullable=False),
    Column("shipped_at", _TIME),
    CheckConstraint("status IN ('draft', 'in_transit', 'received', 'closed', 'cancelled')", name="status"),
    CheckConstraint("from_location_code <> to_location_code", name="places"),
    Index("ix_transfers_created_at", "created_at", "id"),
    Index("ix_transfers_status", "status", "created_at", "id"),
    Index("ix_transfers_from_location_code", "from_location_code", "created_at", "id"),
    Index("ix_transfers_to_location_code", "to_location_code", "created_at", "id"),
)

transfer_lines = Table(
    "transfer_lines",
    metadata,
    Column("transfer_id", BigInteger, ForeignKey(transfers.c.id), primary_key=True, autoincrement=False),
    Column("sku", Text, ForeignKey(products.c.sku), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("shipped", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("damaged", BigInteger, nullable=False),
    Column("lost", BigInteger, nullable=False),
    CheckConstraint("quantity > 0 AND shipped IN (0, quantity)", name="quantity"),
    CheckConstraint(f"quantity <= {MAX_QUANTITY}", name="bounded"),
    CheckConstraint(
        "least(received, damaged, lost) >= 0 AND received + damaged + lost <= shipped", name="never_more_than_sent"
    ),
    Index("ix_transfer_lines_sku", "sku", "transfer_id"),
    Index("ix_transfer_lines_in_transit", "sku", postgresql_where=text("shipped > received + damaged + lost")),
)
