"""The tables of the module users."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from migrations.privileges import create_schema, drop_schema

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_schema("users")
    _create_users()
    _create_sessions()
    _create_api_keys()


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False)


def _create_users() -> None:
    op.create_table(
        "users",
        _id(),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("email_canonical", sa.Text, nullable=False),
        sa.Column("username", sa.Text, nullable=False),
        sa.Column("username_canonical", sa.Text, nullable=False),
        sa.Column("full_name", sa.Text),
        sa.Column("password_hash", sa.Text),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("event_count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email_canonical", name="uq_users_email_canonical"),
        sa.UniqueConstraint("username_canonical", name="uq_users_username_canonical"),
        sa.CheckConstraint(
            "role IN ('customer', 'warehouse', 'support', 'manager', 'admin')", name=op.f("ck_users_role")
        ),
        sa.CheckConstraint("username_canonical = lower(username)", name=op.f("ck_users_username")),
        schema="users",
    )
    op.create_index("ix_users_created_at", "users", ["created_at", "id"], schema="users")


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        _id(),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("last_used_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.ForeignKeyConstraint(["user_id"], ["users.users.id"], name="fk_sessions_user_id", ondelete="CASCADE"),
        schema="users",
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"], schema="users")
    op.create_index("ix_sessions_over", "sessions", [sa.text("least(revoked_at, expires_at)")], schema="users")
    op.create_table(
        "refresh_tokens",
        _id(),
        sa.Column("session_id", sa.BigInteger, nullable=False),
        sa.Column("parent_id", sa.BigInteger),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME),
        sa.Column("repeated_at", TIME),
        sa.Column("revoked_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_refresh_tokens"),
        sa.UniqueConstraint("digest", name="uq_refresh_tokens_digest"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["users.sessions.id"], name="fk_refresh_tokens_session_id", ondelete="CASCADE"
        ),
        schema="users",
    )
    op.create_index("ix_refresh_tokens_session_id", "refresh_tokens", ["session_id"], schema="users")


def _create_api_keys() -> None:
    op.create_table(
        "api_keys",
        _id(),
        sa.Column("owner_id", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("lookup", sa.Text, nullable=False),
        sa.Column("secret_digest", sa.LargeBinary, nullable=False),
        sa.Column("scopes", ARRAY(sa.Text), nullable=False),
        sa.Column("rate_limit", sa.Text),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME),
        sa.Column("last_used_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("lookup", name="uq_api_keys_lookup"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.users.id"], name="fk_api_keys_owner_id", ondelete="CASCADE"),
        schema="users",
    )
    op.create_index("ix_api_keys_owner_id", "api_keys", ["owner_id"], schema="users")


def downgrade() -> None:
    drop_schema("users")
