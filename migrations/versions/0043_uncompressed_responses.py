"""A stored response of up to about four kilobytes is not compressed, because that takes longer than writing it."""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE platform.idempotency_keys SET (toast_tuple_target = 4080)")


def downgrade() -> None:
    op.execute("ALTER TABLE platform.idempotency_keys RESET (toast_tuple_target)")
