"""Passwords that somebody wants to set anew; what a session may do, and where it was begun."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("scopes", ARRAY(sa.Text)), schema="users")
    op.add_column("sessions", sa.Column("user_agent", sa.Text), schema="users")
    time = sa.DateTime(timezone=True)
    op.create_table(
        "password_resets",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("user_id", sa.BigInteger),
        sa.Column("requested_at", time, nullable=False),
        sa.Column("digest", sa.LargeBinary),
        sa.Column("expires_at", time),
        sa.PrimaryKeyConstraint("id", name="pk_password_resets"),
        sa.ForeignKeyConstraint(["user_id"], ["users.users.id"], name="fk_password_resets_user_id", ondelete="CASCADE"),
        sa.UniqueConstraint("digest", name="uq_password_resets_digest"),
        sa.CheckConstraint(
            "(digest IS NULL) = (expires_at IS NULL) AND (digest IS NULL OR user_id IS NOT NULL)",
            name="ck_password_resets_token",
        ),
        schema="users",
    )
    op.create_index("ix_password_resets_user_id", "password_resets", ["user_id"], schema="users")
    op.create_index("ix_password_resets_requested_at", "password_resets", ["requested_at"], schema="users")
    op.create_index(
        "uq_password_resets_live",
        "password_resets",
        ["user_id"],
        schema="users",
        unique=True,
        postgresql_where=sa.text("digest IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("password_resets", schema="users")
    op.drop_column("sessions", "user_agent", schema="users")
    op.drop_column("sessions", "scopes", schema="users")
