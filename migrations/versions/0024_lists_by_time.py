"""Lists are sorted by when things came about, not by ids; ids of orders and their parts come one by one.

Several processes took ids in blocks of a thousand, so that ids say nothing of time. The
former sequences of blocks stay, far ahead: a program of the version before, running beside
this one, takes ids there that nothing else takes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_NUMBERED = ("order", "payment", "refund", "shipment", "return")
_BLOCK = 1_000
_FAR = 1_000_000
"""Blocks."""

_WAITING = "status IN ('failed', 'discarded')"
_INDEXES: tuple[tuple[str, str, str, list[str], str | None], ...] = (
    ("orders", "orders", "ix_orders_customer_id", ["customer_id"], "customer_id IS NOT NULL"),
    ("orders", "orders", "ix_orders_client", ["placed_by"], "placed_by LIKE 'client:%'"),
    ("orders", "orders", "ix_orders_guest_email", ["guest_email"], "guest_email IS NOT NULL"),
    ("orders", "orders", "ix_orders_open", [], "status = 'confirmed'"),
    ("orders", "orders", "ix_orders_coupon_code", ["coupon_code"], "coupon_code IS NOT NULL"),
    ("orders", "orders", "ix_orders_ended", ["status"], "status IN ('cancelled', 'expired')"),
    (
        "orders", "orders", "ix_orders_money_back", ["payment_status"],
        "payment_status IN ('partially_paid', 'partially_refunded', 'refunded', 'voided')",
    ),
    (
        "orders", "payments", "ix_payments_came_to_nothing", ["status"],
        "status IN ('declined', 'voided', 'failed', 'unknown')",
    ),
    ("orders", "refunds", "ix_refunds_status", ["status"], None),
    ("orders", "shipments", "ix_shipments_status", ["status"], None),
    ("orders", "shipments", "ix_shipments_location_code", ["location_code"], None),
    ("orders", "returns", "ix_returns_status", ["status"], None),
    ("inventory", "documents", "ix_documents_kind", ["kind"], None),
    ("inventory", "transfers", "ix_transfers_status", ["status"], None),
    ("inventory", "transfers", "ix_transfers_from_location_code", ["from_location_code"], None),
    ("inventory", "transfers", "ix_transfers_to_location_code", ["to_location_code"], None),
    ("webhooks", "deliveries", "ix_deliveries_endpoint_id", ["endpoint_id"], None),
    ("webhooks", "deliveries", "ix_deliveries_failed", ["endpoint_id", "status"], _WAITING),
    ("platform", "audit_log", "ix_audit_log_resource", ["resource"], None),
    ("platform", "audit_log", "ix_audit_log_actor", ["actor"], None),
)  # fmt: skip
"""Schema, table, name, the columns that find rows, and which rows; they were in order by id."""

_WHOLE = (
    ("orders", "payments", "ix_payments_created_at", "brin"),
    ("orders", "refunds", "ix_refunds_created_at", "btree"),
    ("orders", "shipments", "ix_shipments_created_at", None),
    ("orders", "returns", "ix_returns_created_at", None),
    ("inventory", "transfers", "ix_transfers_created_at", None),
    ("webhooks", "deliveries", "ix_deliveries_created_at", "btree"),
    ("platform", "audit_log", "ix_audit_log_at", "btree"),
)
"""Schema, table, name, and what kind of index on the time alone there was before."""


def upgrade() -> None:
    for schema, table, name, columns, where in _INDEXES:
        _replace(schema, table, name, [*columns, _time(table), "id"], where)
    for schema, table, name, before in _WHOLE:
        if before is not None:
            op.drop_index(name, table, schema=schema)
        op.create_index(name, table, [_time(table), "id"], schema=schema)
    for numbered in _NUMBERED:
        op.execute(f"CREATE SEQUENCE orders.{numbered}_ids")
        ids, blocks = f"orders.{numbered}_ids", f"orders.{numbered}_id_blocks"
        first = f"CASE WHEN is_called THEN last_value * {_BLOCK} ELSE 0 END + 1"
        op.execute(f"SELECT setval('{ids}', {first}, false) FROM {blocks}")  # noqa: S608 our own names
        op.execute(f"SELECT setval('{blocks}', last_value + {_FAR}) FROM {blocks}")  # noqa: S608 our own names


def downgrade() -> None:
    for numbered in _NUMBERED:
        op.execute(f"DROP SEQUENCE orders.{numbered}_ids")
    for schema, table, name, before in _WHOLE:
        op.drop_index(name, table, schema=schema)
        if before is not None:
            op.create_index(name, table, [_time(table)], schema=schema, postgresql_using=before)
    for schema, table, name, columns, where in _INDEXES:
        _replace(schema, table, name, [*columns, "id"], where)


def _time(table: str) -> str:
    return "at" if table == "audit_log" else "created_at"


def _replace(schema: str, table: str, name: str, columns: list[str], where: str | None) -> None:
    op.drop_index(name, table, schema=schema)
    op.create_index(name, table, columns, schema=schema, postgresql_where=None if where is None else sa.text(where))
