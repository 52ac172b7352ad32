"""Coupons and redemptions are tables of the module promotions."""

from alembic import op

from migrations.privileges import PROGRAM_ROLE, create_schema, drop_schema

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

TABLES = ("coupons", "coupon_redemptions")


def upgrade() -> None:
    create_schema("promotions")
    for table in TABLES:
        # Indexes, constraints and grants move with the table.
        op.execute(f"ALTER TABLE orders.{table} SET SCHEMA promotions")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON promotions.{table} TO {PROGRAM_ROLE}")


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE promotions.{table} SET SCHEMA orders")
    drop_schema("promotions")
