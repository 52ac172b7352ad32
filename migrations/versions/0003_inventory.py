"""The tables of the module inventory."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.privileges import append_only, create_schema, drop_schema

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_schema("inventory")
    _create_products()
    _create_locations()
    _create_stock_levels()
    _create_ledger()
    _create_reservations()
    _create_refused_demand()
    _create_standings()
    _create_documents()
    append_only("inventory.ledger")
    op.execute(
        """
        INSERT INTO inventory.locations
            (code, name, country, priority, fulfills_online, active, version, created_at, updated_at)
        VALUES ('MAIN', 'Main', 'GB', 0, true, true, 1, now(), now())
        """
    )


def _create_products() -> None:
    op.create_table(
        "products",
        sa.Column("sku", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("price_cents", sa.BigInteger, nullable=False),
        sa.Column("tax_rate_bps", sa.Integer, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("max_per_order", sa.Integer),
        sa.Column("backorder_policy", sa.Text, nullable=False),
        sa.Column("backorder_limit", sa.Integer),
        sa.Column("low_stock_threshold", sa.Integer),
        sa.Column("requires_shipping", sa.Boolean, nullable=False),
        sa.Column("track_inventory", sa.Boolean, nullable=False),
        sa.Column("barcodes", JSONB, nullable=False),
        sa.Column("external_id", sa.Text),
        sa.Column("metadata", JSONB, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("archived_at", TIME),
        sa.CheckConstraint("backorder_policy IN ('deny', 'allow')", name="ck_products_backorder_policy"),
        sa.CheckConstraint("price_cents > 0", name="ck_products_price"),
        sa.CheckConstraint("tax_rate_bps BETWEEN 0 AND 10000", name="ck_products_tax_rate"),
        sa.PrimaryKeyConstraint("sku", name="pk_products"),
        schema="inventory",
    )
    op.create_index(
        "ix_products_barcodes",
        "products",
        ["barcodes"],
        schema="inventory",
        postgresql_using="gin",
        postgresql_ops={"barcodes": "jsonb_path_ops"},
    )
    op.create_index("ix_products_created_at", "products", ["created_at", "sku"], schema="inventory")
    op.create_index("ix_products_updated_at", "products", ["updated_at", "sku"], schema="inventory")


def _create_locations() -> None:
    op.create_table(
        "locations",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("country", sa.Text, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("fulfills_online", sa.Boolean, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_locations"),
        schema="inventory",
    )


def _create_stock_levels() -> None:
    op.create_table(
        "stock_levels",
        sa.Column("sku", sa.Text, nullable=False),
        sa.Column("location_code", sa.Text, nullable=False),
        sa.Column("on_hand", sa.BigInteger, server_default=sa.text("0"), nullable=False),
        sa.Column("reserved", sa.BigInteger, server_default=sa.text("0"), nullable=False),
        sa.Column("unavailable", sa.BigInteger, server_default=sa.text("0"), nullable=False),
        sa.Column("waiting", sa.BigInteger, server_default=sa.text("0"), nullable=False),
        sa.Column("ledger_seq", sa.BigInteger, server_default=sa.text("0"), nullable=False),
        sa.Column(
            "ledger_hash", sa.LargeBinary, server_default=sa.text("decode(repeat('00', 32), 'hex')"), nullable=False
        ),
        sa.Column("updated_at", TIME),
        sa.CheckConstraint(
            "reserved >= 0 AND unavailable >= 0 AND reserved + unavailable <= on_hand",
            name="ck_stock_levels_never_oversold",
        ),
        sa.CheckConstraint("waiting >= 0", name="ck_stock_levels_waiting"),
        sa.ForeignKeyConstraint(["location_code"], ["inventory.locations.code"], name="fk_stock_levels_location_code"),
        sa.ForeignKeyConstraint(["sku"], ["inventory.products.sku"], name="fk_stock_levels_sku"),
        sa.PrimaryKeyConstraint("sku", "location_code", name="pk_stock_levels"),
        schema="inventory",
        postgresql_with={"fillfactor": "50", "autovacuum_vacuum_scale_factor": "0.05"},
    )
    op.create_index("ix_stock_levels_location_code", "stock_levels", ["location_code", "sku"], schema="inventory")


def _create_ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", sa.BigInteger, sa.Identity(always=False), nullable=False),
        sa.Column("sku", sa.Text, nullable=False),
        sa.Column("location_code", sa.Text, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("on_hand_delta", sa.BigInteger, nullable=False),
        sa.Column("reserved_delta", sa.BigInteger, nullable=False),
        sa.Column("unavailable_delta", sa.BigInteger, nullable=False),
        sa.Column("on_hand", sa.BigInteger, nullable=False),
        sa.Column("reserved", sa.BigInteger, nullable=False),
        sa.Column("unavailable", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("reference", sa.Text),
        sa.Column("order_id", sa.BigInteger),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("prev_hash", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger"),
        sa.UniqueConstraint("sku", "location_code", "seq", name="uq_ledger_sku"),
        schema="inventory",
    )
    op.create_index("ix_ledger_at", "ledger", ["at"], schema="inventory", postgresql_using="brin")
    op.create_index(
        "ix_ledger_order_id",
        "ledger",
        ["order_id"],
        schema="inventory",
        postgresql_where=sa.text("order_id IS NOT NULL"),
    )
    op.create_index(
        "ix_ledger_reference",
        "ledger",
        ["reference", "sku"],
        schema="inventory",
        postgresql_where=sa.text("reference IS NOT NULL"),
    )


def _create_reservations() -> None:
    op.create_table(
        "reservations",
        sa.Column("order_id", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("line_id", sa.BigInteger, nullable=False),
        sa.Column("sku", sa.Text, nullable=False),
        sa.Column("location_code", sa.Text),
        sa.Column("quantity", sa.BigInteger, nullable=False),
        sa.Column("returned", sa.BigInteger, server_default=sa.text("0"), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("expires_at", TIME),
        sa.Column("pinned", sa.Boolean, server_default=sa.text("false"), nullable=False),
        sa.Column("committed_at", TIME),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "state IN ('held', 'committed', 'waiting', 'consumed', 'expired', 'released')", name="ck_reservations_state"
        ),
        sa.CheckConstraint("quantity > 0 AND returned >= 0", name="ck_reservations_quantity"),
        sa.PrimaryKeyConstraint("order_id", "part", name="pk_reservations"),
        schema="inventory",
        postgresql_with={"fillfactor": "80", "autovacuum_vacuum_scale_factor": "0.02"},
    )
    op.create_index(
        "ix_reservations_expires_at",
        "reservations",
        ["expires_at"],
        schema="inventory",
        postgresql_where=sa.text("committed_at IS NULL AND state IN ('held', 'waiting')"),
    )
    op.create_index(
        "ix_reservations_live",
        "reservations",
        ["sku"],
        schema="inventory",
        postgresql_where=sa.text("state IN ('held', 'committed')"),
    )
    op.create_index(
        "ix_reservations_waiting",
        "reservations",
        ["sku", "committed_at", "order_id"],
        schema="inventory",
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _create_refused_demand() -> None:
    op.create_table(
        "refused_demand",
        sa.Column("request_key", sa.Text, nullable=False),
        sa.Column("sku", sa.Text, nullable=False),
        sa.Column("requested", sa.BigInteger, nullable=False),
        sa.Column("available", sa.BigInteger, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("request_key", "sku", name="pk_refused_demand"),
        schema="inventory",
    )
    op.create_index("ix_refused_demand_at", "refused_demand", ["at"], schema="inventory")


def _create_standings() -> None:
    op.create_table(
        "standings",
        sa.Column("sku", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("announced", sa.BigInteger, nullable=False),
        sa.Column("announced_at", TIME),
        sa.Column("due", sa.Boolean, nullable=False),
        sa.CheckConstraint("state IN ('ok', 'low', 'out')", name="ck_standings_state"),
        sa.ForeignKeyConstraint(["sku"], ["inventory.products.sku"], name="fk_standings_sku"),
        sa.PrimaryKeyConstraint("sku", name="pk_standings"),
        schema="inventory",
        postgresql_with={"fillfactor": "70"},
    )
    op.create_index(
        "ix_standings_due", "standings", ["announced_at"], schema="inventory", postgresql_where=sa.text("due")
    )


def _create_documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.BigInteger, sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("reference", sa.Text),
        sa.Column("lines", JSONB, nullable=False),
        sa.Column("deallocated", JSONB, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.CheckConstraint("kind IN ('receipt', 'adjustment')", name="ck_documents_kind"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        schema="inventory",
    )
    op.create_index("ix_documents_kind", "documents", ["kind", "id"], schema="inventory")


def downgrade() -> None:
    drop_schema("inventory")
