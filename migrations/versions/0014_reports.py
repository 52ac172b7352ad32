"""The tables of the module reports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.privileges import create_schema, drop_schema

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None

_OFTEN = {"fillfactor": "70", "autovacuum_vacuum_scale_factor": "0.05"}
_ROLLUPS: dict[str, tuple[sa.Column[object], tuple[str, ...]]] = {
    "sales": (
        sa.Column("country", sa.Text, nullable=False),
        (
            "order_count",
            "units",
            "gross_cents",
            "discount_cents",
            "shipping_cents",
            "tax_cents",
            "refunded_cents",
            "own_refunded_cents",
        ),
    ),
    "products": (
        sa.Column("sku", sa.Text, nullable=False),
        (
            "order_count",
            "units",
            "revenue_cents",
            "discount_cents",
            "tax_cents",
            "refunded_units",
            "refunded_cents",
            "returned_units",
        ),
    ),
    "customers": (
        sa.Column("customer_id", sa.BigInteger, nullable=False),
        ("order_count", "paid_cents", "refunded_cents"),
    ),
    "coupons": (
        sa.Column("code", sa.Text, nullable=False),
        ("order_count", "discount_cents", "revenue_cents", "refunded_cents"),
    ),
    "refused": (sa.Column("sku", sa.Text, nullable=False), ("requests", "requested_units", "short_units")),
}


def upgrade() -> None:
    create_schema("reports")
    op.create_table(
        "orders",
        sa.Column("order_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("counted", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("order_id", name="pk_orders"),
        schema="reports",
        postgresql_with={"fillfactor": "90"},
    )
    for name, (key, figures) in _ROLLUPS.items():
        op.create_table(
            name,
            sa.Column("day", sa.Date, nullable=False),
            key,
            *(sa.Column(figure, sa.BigInteger, nullable=False) for figure in figures),
            sa.PrimaryKeyConstraint("day", key.name, name=f"pk_{name}"),
            schema="reports",
            postgresql_with=_OFTEN,
        )
    op.create_table(
        "progress",
        sa.Column("id", sa.SmallInteger, nullable=False, autoincrement=False),
        sa.Column("counted_to", sa.BigInteger, nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
        sa.Column("refused_until", sa.DateTime(timezone=True)),
        sa.Column("timezone", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_progress"),
        sa.CheckConstraint("id = 1", name="ck_progress_one_row"),
        schema="reports",
    )
    op.execute("INSERT INTO reports.progress (id, counted_to, complete) VALUES (1, 0, false)")


def downgrade() -> None:
    drop_schema("reports")
