"""What an order's life needs: payments, refunds, shipments, returns, coupons."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NOW = sa.DateTime(timezone=True)
HOT = {"fillfactor": "85", "autovacuum_vacuum_scale_factor": "0.05"}
NUMBERED = ("payment", "refund", "shipment", "return")
TABLES = ("payments", "refunds", "provider_reports", "shipments", "returns", "coupons", "coupon_redemptions")
UNITS = (
    "least(reserved, backordered, shipped, cancelled, returned) >= 0"
    " AND reserved + backordered + shipped + cancelled <= quantity AND returned <= shipped"
)


def upgrade() -> None:
    for name in NUMBERED:
        op.execute(f"CREATE SEQUENCE orders.{name}_id_blocks")
    _extend_orders()
    _create_payments()
    _create_refunds()
    _create_provider_reports()
    _create_shipments()
    _create_returns()
    _create_coupons()
    _create_coupon_redemptions()
    _keep_money_taken_by_hand()


def _extend_orders() -> None:
    for name, kind in (("cancelled_cents", sa.BigInteger), ("delivered_units", sa.Integer)):
        op.add_column("orders", sa.Column(name, kind, nullable=False, server_default=sa.text("0")), schema="orders")
    op.create_check_constraint(
        "ck_orders_cancelled", "orders", "cancelled_cents BETWEEN 0 AND total_cents", schema="orders"
    )
    op.create_index(
        "ix_orders_open", "orders", ["id"], schema="orders", postgresql_where=sa.text("status = 'confirmed'")
    )
    op.add_column(
        "order_lines",
        sa.Column("credited", sa.Integer, nullable=False, server_default=sa.text("0")),
        schema="orders",
    )
    op.drop_constraint("ck_order_lines_units", "order_lines", schema="orders")
    op.create_check_constraint(
        "ck_order_lines_units", "order_lines", f"{UNITS} AND credited BETWEEN 0 AND quantity", schema="orders"
    )


def _keep_money_taken_by_hand() -> None:
    """Orders that were paid by hand so far get the payment that orders of today have."""
    op.execute(
        """
        INSERT INTO orders.payments (id, order_id, method, status, amount_cents, currency, captured_cents,
            refunded_cents, warned, attempts, created_at, updated_at)
        SELECT nextval('orders.payment_id_blocks') * 1000, id, 'manual', 'captured', paid_cents, currency, paid_cents,
            0, false, 0, created_at, created_at
        FROM orders.orders WHERE paid_cents > 0
        """
    )


def _create_payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("order_id", sa.BigInteger, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("amount_cents", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("captured_cents", sa.BigInteger, nullable=False),
        sa.Column("refunded_cents", sa.BigInteger, nullable=False),
        sa.Column("provider_id", sa.Text),
        sa.Column("decline_code", sa.Text),
        sa.Column("next_action", JSONB),
        sa.Column("authorization_expires_at", NOW),
        sa.Column("warned", sa.Boolean, nullable=False),
        sa.Column("wanted_cents", sa.BigInteger),
        sa.Column("dispute_status", sa.Text),
        sa.Column("token", sa.Text),
        sa.Column("return_url", sa.Text),
        sa.Column("action", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try_at", NOW),
        sa.Column("created_at", NOW, nullable=False),
        sa.Column("updated_at", NOW, nullable=False),
        sa.CheckConstraint(
            "amount_cents > 0 AND captured_cents BETWEEN 0 AND amount_cents", name="ck_payments_captured"
        ),
        sa.CheckConstraint("refunded_cents BETWEEN 0 AND captured_cents", name="ck_payments_refunded"),
        sa.CheckConstraint(
            "token IS NULL OR status NOT IN ('captured', 'declined', 'voided', 'failed')", name="ck_payments_no_token"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_payments"),
        schema="orders",
        postgresql_with=HOT,
    )
    op.create_index("ix_payments_order_id", "payments", ["order_id"], schema="orders")
    op.create_index(
        "ix_payments_provider_id",
        "payments",
        ["provider_id"],
        schema="orders",
        postgresql_where=sa.text("provider_id IS NOT NULL"),
    )
    op.create_index(
        "ix_payments_next_try_at",
        "payments",
        ["next_try_at"],
        schema="orders",
        postgresql_where=sa.text("next_try_at IS NOT NULL"),
    )
    op.create_index(
        "ix_payments_waiting",
        "payments",
        ["order_id"],
        schema="orders",
        postgresql_where=sa.text("status IN ('requires_action', 'authorized')"),
    )
    op.create_index(
        "uq_payments_one_taken",
        "payments",
        ["order_id"],
        schema="orders",
        unique=True,
        postgresql_where=sa.text("status NOT IN ('declined', 'voided', 'failed')"),
    )


def _create_refunds() -> None:
    op.create_table(
        "refunds",
        sa.Column("id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("order_id", sa.BigInteger, nullable=False),
        sa.Column("payment_id", sa.BigInteger, nullable=False),
        sa.Column("amount_cents", sa.BigInteger, nullable=False),
        sa.Column("shipping_cents", sa.BigInteger, nullable=False),
        sa.Column("items", JSONB, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("return_id", sa.BigInteger),
        sa.Column("provider_id", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try_at", NOW),
        sa.Column("created_at", NOW, nullable=False),
        sa.Column("updated_at", NOW, nullable=False),
        sa.CheckConstraint("amount_cents > 0 AND shipping_cents BETWEEN 0 AND amount_cents", name="ck_refunds_amount"),
        sa.PrimaryKeyConstraint("id", name="pk_refunds"),
        schema="orders",
        postgresql_with=HOT,
    )
    op.create_index("ix_refunds_order_id", "refunds", ["order_id"], schema="orders")
    op.create_index(
        "ix_refunds_next_try_at",
        "refunds",
        ["next_try_at"],
        schema="orders",
        postgresql_where=sa.text("next_try_at IS NOT NULL"),
    )


def _create_provider_reports() -> None:
    op.create_table(
        "provider_reports",
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("payment_id", sa.BigInteger),
        sa.Column("refund_id", sa.BigInteger),
        sa.Column("received_at", NOW, nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_provider_reports"),
        schema="orders",
    )
    op.create_index("ix_provider_reports_received_at", "provider_reports", ["received_at"], schema="orders")


def _create_shipments() -> None:
    op.create_table(
        "shipments",
        sa.Column("id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("order_id", sa.BigInteger, nullable=False),
        sa.Column("location_code", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("carrier", sa.Text),
        sa.Column("tracking_number", sa.Text),
        sa.Column("items", JSONB, nullable=False),
        sa.Column("created_at", NOW, nullable=False),
        sa.Column("updated_at", NOW, nullable=False),
        sa.Column("delivered_at", NOW),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shipments"),
        schema="orders",
    )
    op.create_index("ix_shipments_order_id", "shipments", ["order_id"], schema="orders")


def _create_returns() -> None:
    op.create_table(
        "returns",
        sa.Column("id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("order_id", sa.BigInteger, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("items", JSONB, nullable=False),
        sa.Column("refund_id", sa.BigInteger),
        sa.Column("created_at", NOW, nullable=False),
        sa.Column("updated_at", NOW, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_returns"),
        schema="orders",
    )
    op.create_index("ix_returns_order_id", "returns", ["order_id"], schema="orders")


def _create_coupons() -> None:
    op.create_table(
        "coupons",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("percent_bps", sa.Integer),
        sa.Column("amount_cents", sa.BigInteger),
        sa.Column("min_subtotal_cents", sa.BigInteger),
        sa.Column("max_discount_cents", sa.BigInteger),
        sa.Column("starts_at", NOW),
        sa.Column("ends_at", NOW),
        sa.Column("max_redemptions", sa.Integer),
        sa.Column("max_per_customer", sa.Integer),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("redeemed", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", NOW, nullable=False),
        sa.Column("updated_at", NOW, nullable=False),
        sa.CheckConstraint("code ~ '^[A-Z0-9_-]{3,32}$'", name="ck_coupons_code"),
        sa.CheckConstraint("(percent_bps IS NULL) <> (amount_cents IS NULL)", name="ck_coupons_one_kind"),
        sa.CheckConstraint("percent_bps BETWEEN 1 AND 10000", name="ck_coupons_percent"),
        sa.CheckConstraint("amount_cents > 0", name="ck_coupons_amount"),
        sa.CheckConstraint("redeemed >= 0 AND redeemed <= max_redemptions", name="ck_coupons_redeemed"),
        sa.PrimaryKeyConstraint("code", name="pk_coupons"),
        schema="orders",
        postgresql_with=HOT,
    )
    op.create_index("ix_coupons_created_at", "coupons", ["created_at"], schema="orders")


def _create_coupon_redemptions() -> None:
    op.create_table(
        "coupon_redemptions",
        sa.Column("order_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("customer", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("discount_cents", sa.BigInteger, nullable=False),
        sa.Column("created_at", NOW, nullable=False),
        sa.CheckConstraint("state IN ('reserved', 'consumed', 'released')", name="ck_coupon_redemptions_state"),
        sa.PrimaryKeyConstraint("order_id", name="pk_coupon_redemptions"),
        schema="orders",
    )
    op.create_index(
        "ix_coupon_redemptions_code",
        "coupon_redemptions",
        ["code", "customer"],
        schema="orders",
        postgresql_where=sa.text("state <> 'released'"),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table, schema="orders")
    op.drop_constraint("ck_order_lines_units", "order_lines", schema="orders")
    op.create_check_constraint("ck_order_lines_units", "order_lines", UNITS, schema="orders")
    op.drop_column("order_lines", "credited", schema="orders")
    op.drop_index("ix_orders_open", "orders", schema="orders")
    for name in ("cancelled_cents", "delivered_units"):
        op.drop_column("orders", name, schema="orders")
    for name in NUMBERED:
        op.execute(f"DROP SEQUENCE orders.{name}_id_blocks")
