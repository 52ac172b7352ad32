"""The tables of the schema `orders`.

Lines and history carry no foreign key: they are only ever written beside their order, in the
same statement, and the key's check for each row would cost a quarter of that write; doctor
looks for strays.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    Sequence,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.infra.sql.naming import NAMING

metadata = MetaData(schema="orders", naming_convention=NAMING)

NOW = DateTime(timezone=True)
HOT = {"fillfactor": "85", "autovacuum_vacuum_scale_factor": "0.05"}

id_blocks = [
    Sequence(f"{name}_id_blocks", metadata=metadata) for name in ("order", "payment", "refund", "shipment", "return")
]
"""Each value stands for a block of 1,000 ids."""

orders = Table(
    "orders",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("status", Text, nullable=False),
    Column("payment_status", Text, nullable=False),
    Column("fulfillment_status", Text, nullable=False),
    Column("return_status", Text, nullable=False),
    Column("customer_id", BigInteger),
    Column("guest", JSONB),
    Column("guest_email", Text),
    Column("placed_by", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("prices_include_tax", Boolean, nullable=False),
    Column("subtotal_cents", BigInteger, nullable=False),
    Column("discount_cents", BigInteger, nullable=False),
    Column("shipping_cents", BigInteger, nullable=False),
    Column("shipping_tax_cents", BigInteger, nullable=False),
    Column("tax_cents", BigInteger, nullable=False),
    Column("total_cents", BigInteger, nullable=False),
    Column("cancelled_cents", BigInteger, nullable=False, server_default=text("0")),
    Column("delivered_units", Integer, nullable=False, server_default=text("0")),
    Column("paid_cents", BigInteger, nullable=False),
    Column("refunded_cents", BigInteger, nullable=False),
    Column("coupon_code", Text),
    Column("shipping_method", Text, nullable=False),
    Column("shipping_tax_rate_bps", Integer, nullable=False),
    Column("shipping_address", JSONB),
    Column("billing_address", JSONB),
    Column("tax_id", Text),
    Column("payment_method", Text),
    Column("payment_in_flight", Boolean, nullable=False),
    Column("payment_due_at", NOW),
    Column("hold_reason", Text),
    Column("held_since", NOW),
    Column("reference_scope", Text),
    Column("client_reference", Text),
    Column("note", Text),
    Column("metadata", JSONB, nullable=False),
    Column("created_at", NOW, nullable=False),
    Column("updated_at", NOW, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    UniqueConstraint("client_reference", "reference_scope"),
    CheckConstraint("(customer_id IS NULL) <> (guest IS NULL)", name="one_buyer"),
    CheckConstraint(
        "total_cents = subtotal_cents - discount_cents + shipping_cents"
        " + CASE WHEN prices_include_tax THEN 0 ELSE tax_cents END",
        name="total",
    ),
    CheckConstraint("refunded_cents BETWEEN 0 AND paid_cents", name="refunded"),
    CheckConstraint("(status = 'pending_payment') = (payment_due_at IS NOT NULL)", name="due"),
    CheckConstraint("cancelled_cents BETWEEN 0 AND total_cents", name="cancelled"),
    Index("ix_orders_customer_id", "customer_id", "id", postgresql_where=text("customer_id IS NOT NULL")),
    Index("ix_orders_client", "placed_by", "id", postgresql_where=text("placed_by LIKE 'client:%'")),
    Index("ix_orders_guest_email", "guest_email", "id", postgresql_where=text("guest_email IS NOT NULL")),
    Index("ix_orders_due", "payment_due_at", postgresql_where=text("status = 'pending_payment'")),
    Index("ix_orders_unpaid", "customer_id", postgresql_where=text("status = 'pending_payment'")),
    Index("ix_orders_open", "id", postgresql_where=text("status = 'confirmed'")),
    Index("ix_orders_created_at", "created_at", postgresql_using="brin"),
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
    Column("discount_cents", BigInteger, nullable=False),
    Column("tax_rate_bps", Integer, nullable=False),
    Column("tax_cents", BigInteger, nullable=False),
    Column("total_cents", BigInteger, nullable=False),
    Column("reserved", Integer, nullable=False),
    Column("backordered", Integer, nullable=False),
    Column("shipped", Integer, nullable=False),
    Column("cancelled", Integer, nullable=False),
    Column("returned", Integer, nullable=False),
    Column("location_codes", JSONB, nullable=False),
    Column("credited", Integer, nullable=False, server_default=text("0")),
    CheckConstraint("quantity > 0", name="quantity"),
    CheckConstraint("subtotal_cents = quantity * unit_price_cents", name="subtotal"),
    CheckConstraint("discount_cents BETWEEN 0 AND subtotal_cents", name="discount"),
    CheckConstraint(
        "least(reserved, backordered, shipped, cancelled, returned) >= 0"
        " AND reserved + backordered + shipped + cancelled <= quantity AND returned <= shipped"
        " AND credited BETWEEN 0 AND quantity",
        name="units",
    ),
    Index("ix_order_lines_sku", "sku", "order_id"),
    postgresql_with=HOT,
)

order_history = Table(
    "order_history",
    metadata,
    Column("order_id", BigInteger, primary_key=True, autoincrement=False),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", NOW, nullable=False),
    Column("fact", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("payment_status", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("detail", JSONB, nullable=False),
)

order_counts = Table(
    "order_counts",
    metadata,
    Column("slot", SmallInteger, primary_key=True, autoincrement=False),
    Column("orders", BigInteger, nullable=False),
    postgresql_with={"fillfactor": "25"},
)
"""How many orders there are, as a sum of slots: a transaction adds to the slot of its connection
(by trigger), so that concurrent ones rarely wait for each other."""

payments = Table(
    "payments",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("order_id", BigInteger, nullable=False),
    Column("method", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("captured_cents", BigInteger, nullable=False),
    Column("refunded_cents", BigInteger, nullable=False),
    Column("provider_id", Text),
    Column("decline_code", Text),
    Column("next_action", JSONB),
    Column("authorization_expires_at", NOW),
    Column("warned", Boolean, nullable=False),
    Column("dispute_status", Text),
    Column("token", Text),
    Column("return_url", Text),
    Column("action", Text),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", NOW),
    Column("created_at", NOW, nullable=False),
    Column("updated_at", NOW, nullable=False),
    CheckConstraint("amount_cents > 0 AND captured_cents BETWEEN 0 AND amount_cents", name="captured"),
    CheckConstraint("refunded_cents BETWEEN 0 AND captured_cents", name="refunded"),
    CheckConstraint("token IS NULL OR status NOT IN ('captured', 'declined', 'voided', 'failed')", name="no_token"),
    Index("ix_payments_order_id", "order_id"),
    Index("ix_payments_next_try_at", "next_try_at", postgresql_where=text("next_try_at IS NOT NULL")),
    Index("ix_payments_waiting", "order_id", postgresql_where=text("status IN ('requires_action', 'authorized')")),
    Index(
        "uq_payments_one_taken",
        "order_id",
        unique=True,
        postgresql_where=text("status NOT IN ('declined', 'voided', 'failed')"),
    ),
    postgresql_with=HOT,
)
"""At most one payment of an order is money, or may become it: nobody is charged twice."""

refunds = Table(
    "refunds",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("order_id", BigInteger, nullable=False),
    Column("payment_id", BigInteger, nullable=False),
    Column("amount_cents", BigInteger, nullable=False),
    Column("shipping_cents", BigInteger, nullable=False),
    Column("items", JSONB, nullable=False),
    Column("reason", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("return_id", BigInteger),
    Column("provider_id", Text),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", NOW),
    Column("created_at", NOW, nullable=False),
    Column("updated_at", NOW, nullable=False),
    CheckConstraint("amount_cents > 0 AND shipping_cents BETWEEN 0 AND amount_cents", name="amount"),
    Index("ix_refunds_order_id", "order_id"),
    Index("ix_refunds_next_try_at", "next_try_at", postgresql_where=text("next_try_at IS NOT NULL")),
    postgresql_with=HOT,
)

provider_reports = Table(
    "provider_reports",
    metadata,
    Column("event_id", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("payment_id", BigInteger),
    Column("refund_id", BigInteger),
    Column("received_at", NOW, nullable=False),
    Index("ix_provider_reports_received_at", "received_at"),
)

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
)

returns = Table(
    "returns",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("order_id", BigInteger, nullable=False),
    Column("status", Text, nullable=False),
    Column("items", JSONB, nullable=False),
    Column("refund_id", BigInteger),
    Column("created_at", NOW, nullable=False),
    Column("updated_at", NOW, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_returns_order_id", "order_id"),
)

coupons = Table(
    "coupons",
    metadata,
    Column("code", Text, primary_key=True),
    Column("percent_bps", Integer),
    Column("amount_cents", BigInteger),
    Column("min_subtotal_cents", BigInteger),
    Column("max_discount_cents", BigInteger),
    Column("starts_at", NOW),
    Column("ends_at", NOW),
    Column("max_redemptions", Integer),
    Column("max_per_customer", Integer),
    Column("active", Boolean, nullable=False),
    Column("redeemed", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", NOW, nullable=False),
    Column("updated_at", NOW, nullable=False),
    CheckConstraint("code ~ '^[A-Z0-9_-]{3,32}$'", name="code"),
    CheckConstraint("(percent_bps IS NULL) <> (amount_cents IS NULL)", name="one_kind"),
    CheckConstraint("percent_bps BETWEEN 1 AND 10000", name="percent"),
    CheckConstraint("amount_cents > 0", name="amount"),
    CheckConstraint("redeemed >= 0 AND redeemed <= max_redemptions", name="redeemed"),
    Index("ix_coupons_created_at", "created_at"),
    postgresql_with=HOT,
)

coupon_redemptions = Table(
    "coupon_redemptions",
    metadata,
    Column("order_id", BigInteger, primary_key=True, autoincrement=False),
    Column("code", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("discount_cents", BigInteger, nullable=False),
    Column("created_at", NOW, nullable=False),
    CheckConstraint("state IN ('reserved', 'consumed', 'released')", name="state"),
    Index("ix_coupon_redemptions_code", "code", "customer", postgresql_where=text("state <> 'released'")),
)
"""`customer` is who redeemed it: `customer:7`, or `guest:` and the normalised e-mail."""
