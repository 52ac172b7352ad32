"""The tables of the module users."""

from migrations.privileges import create_schema, drop_schema

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_schema("users")


def downgrade() -> None:
    drop_schema("users")
