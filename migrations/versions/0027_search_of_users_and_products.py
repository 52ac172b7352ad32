"""What users and products are searched by, and parcels found by their tracking numbers."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from shared.infra.sql.queries.search_text import stored
from shared.kernel.values.folding import searchable

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_AT_ONCE = 5_000
_BARCODES = "ARRAY(SELECT jsonb_array_elements_text(barcodes))"
_TRACKING_NUMBER = "upper(regexp_replace(tracking_number, '[^A-Za-z0-9]', '', 'g'))"


def upgrade() -> None:
    _searched("users.users", "id", "email, email_canonical, username, full_name", list)
    _searched(
        "inventory.products",
        "sku",
        f"sku, name, {_BARCODES}",
        lambda row: [row[0], row[1], *row[2]],
    )
    op.create_index(
        "ix_shipments_tracking_number",
        "shipments",
        [sa.text(_TRACKING_NUMBER)],
        schema="orders",
        postgresql_where=sa.text("tracking_number IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_shipments_tracking_number", "shipments", schema="orders")
    for schema, table in (("inventory", "products"), ("users", "users")):
        op.drop_index(f"ix_{table}_search_text", table, schema=schema)
        op.drop_column(table, "search_text", schema=schema)


def _searched(name: str, key: str, columns: str, values: Callable[[Any], Sequence[str | None]]) -> None:
    """Give the table a column of what its rows are found by, for all there are, and its index."""
    schema, table = name.split(".")
    op.add_column(table, sa.Column("search_text", sa.Text, nullable=False, server_default=""), schema=schema)
    op.alter_column(table, "search_text", server_default=None, schema=schema)
    bind = op.get_bind()
    rows = bind.execute(sa.text(f"SELECT {key}, {columns} FROM {name}")).all()  # noqa: S608
    for start in range(0, len(rows), _AT_ONCE):
        texts = [{"key": row[0], "text": stored(searchable(values(row[1:])))} for row in rows[start : start + _AT_ONCE]]
        bind.execute(sa.text(f"UPDATE {name} SET search_text = :text WHERE {key} = :key"), texts)  # noqa: S608
    op.create_index(
        f"ix_{table}_search_text",
        table,
        ["search_text"],
        schema=schema,
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
