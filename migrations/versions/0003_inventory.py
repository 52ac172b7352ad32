"""The tables of the module inventory."""

from migrations.privileges import create_schema, drop_schema

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_schema("inventory")


def downgrade() -> None:
    drop_schema("inventory")
