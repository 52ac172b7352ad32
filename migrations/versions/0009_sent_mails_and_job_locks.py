"""Mails to guests are noted too, and forgotten in time; which turns of jobs have been taken."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("sent_mails", "user_id", nullable=True, schema="notifications")
    op.create_index("ix_sent_mails_sent_at", "sent_mails", ["sent_at"], schema="notifications")
    op.create_table(
        "job_turns",
        sa.Column("job", sa.Text, nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job", name="pk_job_turns"),
        schema="platform",
    )


def downgrade() -> None:
    op.drop_table("job_turns", schema="platform")
    op.drop_index("ix_sent_mails_sent_at", "sent_mails", schema="notifications")
    op.execute("DELETE FROM notifications.sent_mails WHERE user_id IS NULL")
    op.alter_column("sent_mails", "user_id", nullable=False, schema="notifications")
