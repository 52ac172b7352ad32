"""The tables of the module notifications."""

import sqlalchemy as sa
from alembic import op

from migrations.privileges import create_schema, drop_schema

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_schema("notifications")
    op.create_table(
        "sent_mails",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sent_mails"),
        schema="notifications",
    )


def downgrade() -> None:
    drop_schema("notifications")
