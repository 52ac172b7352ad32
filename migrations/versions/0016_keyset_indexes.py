"""Lists find their rows by an index at any depth; what placing an order writes stays nearly the same."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_PLAIN = (
    ("orders", "refunds", "ix_refunds_payment_id", ["payment_id"]),
    ("orders", "refunds", "ix_refunds_status", ["status", "id"]),
    ("orders", "refunds", "ix_refunds_created_at", ["created_at"]),
    ("orders", "shipments", "ix_shipments_status", ["status", "id"]),
    ("orders", "shipments", "ix_shipments_location_code", ["location_code", "id"]),
    ("orders", "returns", "ix_returns_status", ["status", "id"]),
)
_PARTIAL = (
    ("orders", "orders", "ix_orders_coupon_code", ["coupon_code", "id"], "coupon_code IS NOT NULL"),
    ("orders", "orders", "ix_orders_ended", ["status", "id"], "status IN ('cancelled', 'expired')"),
    (
        "orders",
        "orders",
        "ix_orders_money_back",
        ["payment_status", "id"],
        "payment_status IN ('partially_refunded', 'refunded', 'voided')",
    ),
    (
        "orders",
        "payments",
        "ix_payments_came_to_nothing",
        ["status", "id"],
        "status IN ('declined', 'voided', 'failed', 'unknown')",
    ),
    (
        "webhooks",
        "deliveries",
        "ix_deliveries_failed",
        ["endpoint_id", "status", "id"],
        "status IN ('failed', 'discarded')",
    ),
)
_RANGES = (
    ("orders", "ix_orders_updated_at", "updated_at"),
    ("payments", "ix_payments_created_at", "created_at"),
)


def upgrade() -> None:
    op.drop_index("ix_orders_created_at", "orders", schema="orders")
    op.create_index("ix_orders_created_at", "orders", ["created_at", "id"], schema="orders")
    for schema, table, name, columns in _PLAIN:
        op.create_index(name, table, columns, schema=schema)
    for schema, table, name, columns, where in _PARTIAL:
        op.create_index(name, table, columns, schema=schema, postgresql_where=sa.text(where))
    for table, name, column in _RANGES:
        op.create_index(name, table, [column], schema="orders", postgresql_using="brin")


def downgrade() -> None:
    for table, name, _ in _RANGES:
        op.drop_index(name, table, schema="orders")
    for schema, table, name, *_ in (*_PARTIAL, *_PLAIN):
        op.drop_index(name, table, schema=schema)
    op.drop_index("ix_orders_created_at", "orders", schema="orders")
    op.create_index("ix_orders_created_at", "orders", ["created_at"], schema="orders", postgresql_using="brin")
