"""Tables of the schema `promotions`."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from shared.infra.sql.naming import NAMING

metadata = MetaData(schema="promotions", naming_convention=NAMING)
_TIME = DateTime(timezone=True)

coupons = Table(
    "coupons",
    metadata,
    Column("code", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("percent_bps", Integer),
    Column("amount_cents", BigInteger),
    Column("min_subtotal_cents", BigInteger),
    Column("max_discount_cents", BigInteger),
    Column("starts_at", _TIME),
    Column("ends_at", _TIME),
    Column("max_redemptions", Integer),
    Column("max_per_customer", Integer),
    Column("active", Boolean, nullable=False),
    Column("redeemed", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", _TIME, nullable=False),
    Column("updated_at", _TIME, nullable=False),
    CheckConstraint("code ~ '^[A-Z0-9_-]{3,32}$'", name="code"),
    CheckConstraint("kind ~ '^[a-z_]+$'", name="kind"),
    CheckConstraint(
        "(percent_bps IS NOT NULL) = (kind = 'percent') AND (amount_cents IS NOT NULL) = (kind = 'amount')",
        name="one_kind",
    ),
    CheckConstraint("percent_bps BETWEEN 1 AND 10000", name="percent"),
    CheckConstraint("amount_cents > 0", name="amount"),
    CheckConstraint("redeemed >= 0 AND redeemed <= max_redemptions", name="redeemed"),
    Index("ix_coupons_created_at", "created_at"),
    postgresql_with={"fillfactor": "85", "autovacuum_vacuum_scale_factor": "0.05"},
)

coupon_redemptions = Table(
    "coupon_redemptions",
    metadata,
    Column("order_id", BigInteger, primary_key=True, autoincrement=False),
    Column("code", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("email", Text),
    Column("state", Text, nullable=False),
    Column("terms", JSONB, nullable=False),
    Column("discount_cents", BigInteger, nullable=False),
    Column("shipping_discount_cents", BigInteger, nullable=False),
    Column("created_at", _TIME, nullable=False),
    CheckConstraint("state IN ('reserved', 'consumed', 'released')", name="state"),
    Index("ix_coupon_redemptions_code", "code", "customer", postgresql_where=text("state <> 'released'")),
    Index(
        "ix_coupon_redemptions_email",
        "code",
        "email",
        postgresql_where=text("state <> 'released' AND email IS NOT NULL"),
    ),
)
"""`discount_cents` is taken off the items. `terms` are those of the coupon at the time of the redemption.

`customer` is `customer:7`, or `guest:` and the normalized e-mail address, or `erased`; an erasure clears `email`."""
