"""Quantities have one bound for every way in, and sums of reports have none.

The bounds hold for what is written from now on (`NOT VALID`): figures of before stay as they are until they change.
"""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_BOUNDS = (
    ("inventory.stock_levels", "ck_stock_levels_bounded", "on_hand <= 1000000000"),
    ("inventory.transfer_lines", "ck_transfer_lines_bounded", "quantity <= 1000000000"),
    ("inventory.products", "ck_products_max_per_order", "max_per_order BETWEEN 1 AND 100000"),
    ("inventory.products", "ck_products_backorder_limit", "backorder_limit BETWEEN 0 AND 1000000000"),
    ("inventory.products", "ck_products_low_stock_threshold", "low_stock_threshold BETWEEN 0 AND 1000000000"),
    ("orders.order_lines", "ck_order_lines_quantity", "quantity BETWEEN 1 AND 100000"),
)
_FIGURES = {
    "sales": (
        "order_count",
        "units",
        "gross_cents",
        "discount_cents",
        "shipping_cents",
        "tax_cents",
        "refunded_cents",
        "own_refunded_cents",
    ),
    "products": (
        "order_count",
        "units",
        "revenue_cents",
        "discount_cents",
        "tax_cents",
        "refunded_units",
        "refunded_cents",
        "returned_units",
    ),
    "customers": ("order_count", "paid_cents", "refunded_cents"),
    "coupons": ("order_count", "discount_cents", "revenue_cents", "refunded_cents"),
}


def upgrade() -> None:
    op.execute("ALTER TABLE orders.order_lines DROP CONSTRAINT ck_order_lines_quantity")
    for table, name, bound in _BOUNDS:
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({bound}) NOT VALID")
    for table, columns in _FIGURES.items():
        changes = ", ".join(f"ALTER COLUMN {column} TYPE numeric" for column in columns)
        op.execute(f"ALTER TABLE reports.{table} {changes}")


def downgrade() -> None:
    for table, columns in _FIGURES.items():
        changes = ", ".join(f"ALTER COLUMN {column} TYPE bigint" for column in columns)
        op.execute(f"ALTER TABLE reports.{table} {changes}")
    for table, name, _ in _BOUNDS:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    op.execute("ALTER TABLE orders.order_lines ADD CONSTRAINT ck_order_lines_quantity CHECK (quantity > 0)")
