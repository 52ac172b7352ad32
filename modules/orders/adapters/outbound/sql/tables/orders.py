"""Tables of orders, lines and history.

Lines and history have no foreign key: they are always written in the same statement as their order, and
checking the key would make that statement a quarter slower. A doctor check finds orphans.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from modules.orders.adapters.outbound.sql.tables.schema import HOT, NOW, metadata
from shared.infra.sql.bulk.equal_columns import DETAILS, STATE
from shared.kernel.values.quantity import MAX_LINE_QUANTITY

orders = Table(
    "orders",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("status", Text, nullable=False, info=STATE),
    Column("payment_status", Text, nullable=False, info=STATE),
    Column("fulfillment_status", Text, nullable=False, info=STATE),
    Column("return_status", Text, nullable=False, info=STATE),
    Column("customer_id", BigInteger),
    Column("guest", JSONB, info=DETAILS),
    Column("guest_email", Text, info=DETAILS),
    Column("placed_by", Text, nullable=False),
    Column("currency", Text, nullable=False, info=STATE),
    Column("prices_include_tax", Boolean, nullable=False, info=STATE),
    Column("subtotal_cents", BigInteger, nullable=False),
    Column("discount_cents", BigInteger, nullable=False, info=DETAILS),
    Column("shipping_cents", BigInteger, nullable=False),
    Column("shipping_tax_cents", BigInteger, nullable=False),
    Column("shipping_discount_cents", BigInteger, nullable=False, server_default=text("0"), info=DETAILS),
    Column("tax_cents", BigInteger, nullable=False),
    Column("total_cents", BigInteger, nullable=False),
    Column("cancelled_cents", BigInteger, nullable=False, server_default=text("0"), info=STATE),
    Column("credited_cents", BigInteger, nullable=False, server_default=text("0"), info=STATE),
    Column("credited_shipping_cents", BigInteger, nullable=False, server_default=text("0"), info=STATE),
    Column("delivered_units", Integer, nullable=False, server_default=text("0"), info=STATE),
    Column("paid_cents", BigInteger, nullable=False, info=STATE),
    Column("refunded_cents", BigInteger, nullable=False, info=STATE),
    Column("coupon_code", Text, info=DETAILS),
    Column("shipping_method", Text, nullable=False, info=DETAILS),
    Column("shipping_tax_rate_bps", Integer, nullable=False, info=DETAILS),
    Column("shipping_address", JSONB),
    Column("billing_address", JSONB, info=DETAILS),
    Column("tax_id", Text, info=DETAILS),
    Column("payment_method", Text, info=DETAILS),
    Column("payment_in_flight", Boolean, nullable=False, info=STATE),
    Column("payment_due_at", NOW, info=STATE),
    Column("hold_reason", Text, info=STATE),
    Column("held_since", NOW, info=STATE),
    Column("erasure", Text, info=STATE),
    Column("reference_scope", Text, info=DETAILS),
    Column("client_reference", Text, info=DETAILS),
    Column("note", Text, info=DETAILS),
    Column("gift_message", Text, info=DETAILS),
    Column("metadata", JSONB, nullable=False, info=DETAILS),
    Column("created_at", NOW, nullable=False, info=STATE),
    Column("updated_at", NOW, nullable=False, info=STATE),
    Column("version", Integer, nullable=False, info=STATE),
    Column("sequence", Integer, nullable=False, info=STATE),
    UniqueConstraint("client_reference", "reference_scope"),
    CheckConstraint("(customer_id IS NULL) <> (guest IS NULL)", name="one_buyer"),
    CheckConstraint(
        "total_cents = subtotal_cents - discount_cents + shipping_cents"
        " + CASE WHEN prices_include_tax THEN 0 ELSE tax_cents END",
        name="total",
    ),
    CheckConstraint("least(shipping_cents, shipping_discount_cents) >= 0", name="shipping"),
    CheckConstraint("refunded_cents BETWEEN 0 AND paid_cents", name="refunded"),
    CheckConstraint("paid_cents - refunded_cents <= total_cents", name="paid"),
    CheckConstraint(
        "CASE WHEN status = 'pending_payment' THEN payment_due_at IS NOT NULL OR paid_cents > 0"
        " ELSE payment_due_at IS NULL END",
        name="due",
    ),
    CheckConstraint("erasure IN ('waiting', 'done')", name="erasure"),
    CheckConstraint("cancelled_cents BETWEEN 0 AND total_cents", name="cancelled"),
    CheckConstraint("credited_cents BETWEEN 0 AND total_cents", name="credited"),
    CheckConstraint("credited_shipping_cents BETWEEN 0 AND credited_cents", name="credited_shipping"),
    Index("ix_orders_customer_id", "customer_id", "created_at", "id", postgresql_where=text("customer_id IS NOT NULL")),
    Index("ix_orders_client", "placed_by", "created_at", "id", postgresql_where=text("placed_by LIKE 'client:%'")),
    Index("ix_orders_guest_email", "guest_email", "created_at", "id", postgresql_where=text("guest_email IS NOT NULL")),
    Index("ix_orders_due", "payment_due_at", postgresql_where=text("status = 'pending_payment'")),
    Index("ix_orders_unpaid", "customer_id", postgresql_where=text("status = 'pending_payment'")),
    Index("ix_orders_open", "created_at", "id", postgresql_where=text("status = 'confirmed'")),
    Index("ix_orders_erasure", "id", postgresql_where=text("erasure = 'waiting'")),
    Index("ix_orders_created_at", "created_at", "id"),
    Index("ix_orders_updated_at", "updated_at", postgresql_using="brin"),
    Index("ix_orders_coupon_code", "coupon_code", "created_at", "id", postgresql_where=text("coupon_code IS NOT NULL")),
    # Few orders end in these states and none starts in them, so placing orders does not write this index.
    Index("ix_orders_ended", "status", "created_at", "id", postgresql_where=text("status IN ('cancelled', 'expired')")),
    Index(
        "ix_orders_payment_status",
        "payment_status",
        "created_at",
        "id",
        postgresql_where=text("payment_status IN ('partially_paid', 'partially_refunded', 'refunded', 'voided')"),
    ),
    postgresql_with=HOT,
)

order_lines = Table(
    "order_lines",
    metadata,
    Column("order_id", BigInteger, primary_key=True, autoincrement=False),
    Column("line_id", SmallInteger, primary_key=True, autoincrement=False),
    Column("sku", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("unit_price_cents", BigInteger, nullable=False),
    Column("subtotal_cents", BigInteger, nullable=False),
    Column("discount_cents", BigInteger, nullable=False, info=DETAILS),
    Column("tax_rate_bps", Integer, nullable=False, info=DETAILS),
    Column("tax_cents", BigInteger, nullable=False),
    Column("total_cents", BigInteger, nullable=False),
    Column("reserved", Integer, nullable=False),
    Column("backordered", Integer, nullable=False, info=DETAILS),
    Column("shipped", Integer, nullable=False, info=STATE),
    Column("cancelled", Integer, nullable=False, info=STATE),
    Column("returned", Integer, nullable=False, info=STATE),
    Column("location_codes", JSONB, nullable=False, info=DETAILS),
    Column("credited", Integer, nullable=False, server_default=text("0"), info=STATE),
    Column("credited_cents", BigInteger, nullable=False, server_default=text("0")),
    Column("requires_shipping", Boolean, nullable=False, server_default=text("true"), info=DETAILS),
    CheckConstraint(f"quantity BETWEEN 1 AND {MAX_LINE_QUANTITY}", name="quantity"),
    CheckConstraint("subtotal_cents = quantity * unit_price_cents", name="subtotal"),
    CheckConstraint("discount_cents BETWEEN 0 AND subtotal_cents", name="discount"),
    CheckConstraint(
        "least(reserved, backordered, shipped, cancelled, returned) >= 0"
        " AND reserved + backordered + shipped + cancelled <= quantity AND returned <= shipped"
        " AND credited BETWEEN 0 AND quantity",
        name="units",
    ),
    CheckConstraint("credited_cents BETWEEN 0 AND total_cents", name="credited"),
    Index("ix_order_lines_sku", "sku", "order_id"),
    postgresql_with=HOT,
)

order_history = Table(
    "order_history",
    metadata,
    Column("order_id", BigInteger, primary_key=True, autoincrement=False),
    Column("sequence", Integer, primary_key=True, autoincrement=False, info=STATE),
    Column("at", NOW, nullable=False, info=STATE),
    Column("fact", Text, nullable=False, info=STATE),
    Column("status", Text, nullable=False, info=STATE),
    Column("payment_status", Text, nullable=False, info=STATE),
    Column("actor", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("detail", JSONB, nullable=False, info=STATE),
)

order_counts = Table(
    "order_counts",
    metadata,
    Column("slot", SmallInteger, primary_key=True, autoincrement=False),
    Column("orders", BigInteger, nullable=False),
    postgresql_with={"fillfactor": "25"},
)
"""The number of orders as a sum of slots. A trigger increments the slot of the transaction's connection, so that
concurrent transactions rarely wait for each other.
"""

part_counts = Table(
    "part_counts",
    metadata,
    Column("part", Text, primary_key=True),
    Column("slot", SmallInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    postgresql_with={"fillfactor": "25"},
)
"""The same for the tables whose names are in `part`: payments, refunds, shipments, returns."""

verified_customers = Table(
    "verified_customers",
    metadata,
    Column("customer_id", BigInteger, primary_key=True, autoincrement=False),
    Column("email", Text, nullable=False),
    UniqueConstraint("email"),
)
"""Customers with a verified e-mail address, in lower case like `guest_email`. They see the guest orders placed with
that address.
"""
