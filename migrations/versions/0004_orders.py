"""The tables of the module orders."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.privileges import append_only, create_schema, drop_schema

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NOW = sa.DateTime(timezone=True)
HOT = {"fillfactor": "85", "autovacuum_vacuum_scale_factor": "0.05"}
SLOTS = 32


def upgrade() -> None:
    create_schema("orders")
    op.execute("CREATE SEQUENCE orders.order_id_blocks")
    _create_orders()
    _index_orders()
    _create_lines()
    _create_history()
    _create_counts()


def _create_orders() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("payment_status", sa.Text, nullable=False),
        sa.Column("fulfillment_status", sa.Text, nullable=False),
        sa.Column("return_status", sa.Text, nullable=False),
        sa.Column("customer_id", sa.BigInteger),
        sa.Column("guest", JSONB),
        sa.Column("guest_email", sa.Text),
        sa.Column("placed_by", sa.Text, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("prices_include_tax", sa.Boolean, nullable=False),
        sa.Column("subtotal_cents", sa.BigInteger, nullable=False),
        sa.Column("discount_cents", sa.BigInteger, nullable=False),
        sa.Column("shipping_cents", sa.BigInteger, nullable=False),
        sa.Column("shipping_tax_cents", sa.BigInteger, nullable=False),
        sa.Column("tax_cents", sa.BigInteger, nullable=False),
        sa.Column("total_cents", sa.BigInteger, nullable=False),
        sa.Column("paid_cents", sa.BigInteger, nullable=False),
        sa.Column("refunded_cents", sa.BigInteger, nullable=False),
        sa.Column("coupon_code", sa.Text),
        sa.Column("shipping_method", sa.Text, nullable=False),
        sa.Column("shipping_tax_rate_bps", sa.Integer, nullable=False),
        sa.Column("shipping_address", JSONB),
        sa.Column("billing_address", JSONB),
        sa.Column("tax_id", sa.Text),
        sa.Column("payment_method", sa.Text),
        sa.Column("payment_in_flight", sa.Boolean, nullable=False),
        sa.Column("payment_due_at", NOW),
        sa.Column("hold_reason", sa.Text),
        sa.Column("held_since", NOW),
        sa.Column("reference_scope", sa.Text),
        sa.Column("client_reference", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("metadata", JSONB, nullable=False),
        sa.Column("created_at", NOW, nullable=False),
        sa.Column("updated_at", NOW, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sa.UniqueConstraint("client_reference", "reference_scope", name="uq_orders_client_reference"),
        sa.CheckConstraint("(customer_id IS NULL) <> (guest IS NULL)", name="ck_orders_one_buyer"),
        sa.CheckConstraint(
            "total_cents = subtotal_cents - discount_cents + shipping_cents"
            " + CASE WHEN prices_include_tax THEN 0 ELSE tax_cents END",
            name="ck_orders_total",
        ),
        sa.CheckConstraint("refunded_cents BETWEEN 0 AND paid_cents", name="ck_orders_refunded"),
        sa.CheckConstraint("(status = 'pending_payment') = (payment_due_at IS NOT NULL)", name="ck_orders_due"),
        schema="orders",
        postgresql_with=HOT,
    )


def _index_orders() -> None:
    def index(name: str, *columns: str, where: str | None = None, using: str = "btree") -> None:
        condition = sa.text(where) if where else None
        op.create_index(
            name, "orders", list(columns), schema="orders", postgresql_where=condition, postgresql_using=using
        )

    index("ix_orders_customer_id", "customer_id", "id", where="customer_id IS NOT NULL")
    index("ix_orders_client", "placed_by", "id", where="placed_by LIKE 'client:%'")
    index("ix_orders_guest_email", "guest_email", "id", where="guest_email IS NOT NULL")
    index("ix_orders_due", "payment_due_at", where="status = 'pending_payment'")
    index("ix_orders_unpaid", "customer_id", where="status = 'pending_payment'")
    index("ix_orders_created_at", "created_at", using="brin")


def _create_lines() -> None:
    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("line_id", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("unit_price_cents", sa.BigInteger, nullable=False),
        sa.Column("subtotal_cents", sa.BigInteger, nullable=False),
        sa.Column("discount_cents", sa.BigInteger, nullable=False),
        sa.Column("tax_rate_bps", sa.Integer, nullable=False),
        sa.Column("tax_cents", sa.BigInteger, nullable=False),
        sa.Column("total_cents", sa.BigInteger, nullable=False),
        sa.Column("reserved", sa.Integer, nullable=False),
        sa.Column("backordered", sa.Integer, nullable=False),
        sa.Column("shipped", sa.Integer, nullable=False),
        sa.Column("cancelled", sa.Integer, nullable=False),
        sa.Column("returned", sa.Integer, nullable=False),
        sa.Column("location_codes", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("order_id", "line_id", name="pk_order_lines"),
        sa.CheckConstraint("quantity > 0", name="ck_order_lines_quantity"),
        sa.CheckConstraint("subtotal_cents = quantity * unit_price_cents", name="ck_order_lines_subtotal"),
        sa.CheckConstraint("discount_cents BETWEEN 0 AND subtotal_cents", name="ck_order_lines_discount"),
        sa.CheckConstraint(
            "least(reserved, backordered, shipped, cancelled, returned) >= 0"
            " AND reserved + backordered + shipped + cancelled <= quantity AND returned <= shipped",
            name="ck_order_lines_units",
        ),
        schema="orders",
        postgresql_with=HOT,
    )
    op.create_index("ix_order_lines_sku", "order_lines", ["sku", "order_id"], schema="orders")


def _create_history() -> None:
    op.create_table(
        "order_history",
        sa.Column("order_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", NOW, nullable=False),
        sa.Column("fact", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("payment_status", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("detail", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("order_id", "sequence", name="pk_order_history"),
        schema="orders",
    )
    append_only("orders.order_history")


def _create_counts() -> None:
    op.create_table(
        "order_counts",
        sa.Column("slot", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("orders", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("slot", name="pk_order_counts"),
        schema="orders",
        postgresql_with={"fillfactor": "25"},
    )
    op.execute(f"INSERT INTO orders.order_counts SELECT slot, 0 FROM generate_series(0, {SLOTS - 1}) AS slot")  # noqa: S608
    op.execute(
        f"""
        CREATE FUNCTION orders.count_orders() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE orders.order_counts SET orders = orders + (SELECT count(*) FROM placed)
            WHERE slot = pg_backend_pid() % {SLOTS};
            RETURN NULL;
        END $$
        """  # noqa: S608
    )
    op.execute(
        """
        CREATE TRIGGER count_orders AFTER INSERT ON orders.orders
        REFERENCING NEW TABLE AS placed FOR EACH STATEMENT EXECUTE FUNCTION orders.count_orders()
        """
    )
    op.execute("REVOKE DELETE, TRUNCATE ON orders.orders FROM tradepost_program")


def downgrade() -> None:
    drop_schema("orders")
