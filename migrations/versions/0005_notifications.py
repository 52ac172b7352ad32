"""The tables of the module notifications."""

from migrations.privileges import create_schema, drop_schema

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_schema("notifications")


def downgrade() -> None:
    drop_schema("notifications")
