"""Coupons have a kind, one of them takes off shipping; redemptions store the terms of their discount."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

VALUES_OF_KINDS = "(percent_bps IS NOT NULL) = (kind = 'percent') AND (amount_cents IS NOT NULL) = (kind = 'amount')"


def upgrade() -> None:
    op.add_column("coupons", sa.Column("kind", sa.Text), schema="promotions")
    op.execute("UPDATE promotions.coupons SET kind = CASE WHEN percent_bps IS NULL THEN 'amount' ELSE 'percent' END")
    op.alter_column("coupons", "kind", nullable=False, schema="promotions")
    op.drop_constraint("ck_coupons_one_kind", "coupons", schema="promotions")
    op.create_check_constraint("ck_coupons_one_kind", "coupons", VALUES_OF_KINDS, schema="promotions")
    op.create_check_constraint("ck_coupons_kind", "coupons", "kind ~ '^[a-z_]+$'", schema="promotions")
    op.add_column("coupon_redemptions", sa.Column("terms", JSONB), schema="promotions")
    op.add_column(
        "coupon_redemptions",
        sa.Column("shipping_discount_cents", sa.BigInteger, nullable=False, server_default="0"),
        schema="promotions",
    )
    # The coupon may have changed since: what is certain is the amount that it took off the items.
    op.execute(
        """
        UPDATE promotions.coupon_redemptions SET terms = jsonb_build_object(
            'kind', 'amount', 'percent_bps', NULL, 'amount_cents', discount_cents, 'max_discount_cents', NULL)
        """
    )
    op.alter_column("coupon_redemptions", "terms", nullable=False, schema="promotions")
    op.alter_column("coupon_redemptions", "shipping_discount_cents", server_default=None, schema="promotions")
    op.add_column(
        "orders",
        sa.Column("shipping_discount_cents", sa.BigInteger, nullable=False, server_default="0"),
        schema="orders",
    )
    op.execute(
        "ALTER TABLE orders.orders ADD CONSTRAINT ck_orders_shipping"
        " CHECK (least(shipping_cents, shipping_discount_cents) >= 0) NOT VALID"
    )
    op.execute("ALTER TABLE orders.orders VALIDATE CONSTRAINT ck_orders_shipping")


def downgrade() -> None:
    """Coupons without a value become inactive ones of the smallest amount: their kind did not exist before."""
    op.drop_constraint("ck_orders_shipping", "orders", schema="orders")
    op.drop_column("orders", "shipping_discount_cents", schema="orders")
    op.drop_column("coupon_redemptions", "shipping_discount_cents", schema="promotions")
    op.drop_column("coupon_redemptions", "terms", schema="promotions")
    op.drop_constraint("ck_coupons_kind", "coupons", schema="promotions")
    op.drop_constraint("ck_coupons_one_kind", "coupons", schema="promotions")
    op.drop_column("coupons", "kind", schema="promotions")
    op.execute(
        "UPDATE promotions.coupons SET amount_cents = 1, active = false"
        " WHERE percent_bps IS NULL AND amount_cents IS NULL"
    )
    op.create_check_constraint(
        "ck_coupons_one_kind", "coupons", "(percent_bps IS NULL) <> (amount_cents IS NULL)", schema="promotions"
    )
