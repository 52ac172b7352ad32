"""Tables of the users module."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from shared.infra.sql.naming import NAMING

metadata = MetaData(schema="users", naming_convention=NAMING)
_TIME = DateTime(timezone=True)

users = Table(
    "users",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("email", Text, nullable=False),
    Column("email_canonical", Text, nullable=False),
    Column("username", Text, nullable=False),
    Column("username_canonical", Text, nullable=False),
    Column("full_name", Text),
    Column("password_hash", Text),
    Column("role", Text, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", _TIME, nullable=False),
    Column("updated_at", _TIME, nullable=False),
    Column("version", Integer, nullable=False),
    Column("event_count", Integer, nullable=False),
    Column("search_text", Text, nullable=False),
    Column("email_verified_at", _TIME),
    UniqueConstraint("email_canonical"),
    UniqueConstraint("username_canonical"),
    CheckConstraint("role IN ('customer', 'warehouse', 'support', 'manager', 'admin')", name="role"),
    CheckConstraint("username_canonical = lower(username)", name="username"),
    Index("ix_users_created_at", "created_at", "id"),
    Index(
        "ix_users_search_text", "search_text", postgresql_using="gin", postgresql_ops={"search_text": "gin_trgm_ops"}
    ),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("user_id", BigInteger, ForeignKey(users.c.id, ondelete="CASCADE"), nullable=False),
    Column("created_at", _TIME, nullable=False),
    Column("last_used_at", _TIME, nullable=False),
    Column("expires_at", _TIME, nullable=False),
    Column("revoked_at", _TIME),
    Column("scopes", ARRAY(Text)),
    Column("user_agent", Text),
    Index("ix_sessions_user_id", "user_id"),
    Index("ix_sessions_over", text("least(revoked_at, expires_at)")),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("session_id", BigInteger, ForeignKey(sessions.c.id, ondelete="CASCADE"), nullable=False),
    Column("parent_id", BigInteger),
    Column("digest", LargeBinary, nullable=False),
    Column("created_at", _TIME, nullable=False),
    Column("expires_at", _TIME, nullable=False),
    Column("used_at", _TIME),
    Column("repeated_at", _TIME),
    Column("revoked_at", _TIME),
    UniqueConstraint("digest"),
    Index("ix_refresh_tokens_session_id", "session_id"),
)

password_resets = Table(
    "password_resets",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("user_id", BigInteger, ForeignKey(users.c.id, ondelete="CASCADE")),
    Column("requested_at", _TIME, nullable=False),
    Column("digest", LargeBinary),
    Column("expires_at", _TIME),
    UniqueConstraint("digest"),
    CheckConstraint(
        "(digest IS NULL) = (expires_at IS NULL) AND (digest IS NULL OR user_id IS NOT NULL)", name="token"
    ),
    Index("ix_password_resets_user_id", "user_id"),
    Index("ix_password_resets_requested_at", "requested_at"),
    Index("uq_password_resets_live", "user_id", unique=True, postgresql_where=text("digest IS NOT NULL")),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("owner_id", BigInteger, ForeignKey(users.c.id, ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("lookup", Text, nullable=False),
    Column("secret_digest", LargeBinary, nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("rate_limit", Text),
    Column("created_at", _TIME, nullable=False),
    Column("expires_at", _TIME),
    Column("last_used_at", _TIME),
    UniqueConstraint("lookup"),
    Index("ix_api_keys_owner_id", "owner_id"),
)
