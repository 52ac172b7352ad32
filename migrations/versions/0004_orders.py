"""The tables of the module orders."""

from migrations.privileges import create_schema, drop_schema

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_schema("orders")


def downgrade() -> None:
    drop_schema("orders")
