"""Maps rows to users."""

import asyncpg
from sqlalchemy import RowMapping

from modules.users.domain.email import Email
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from modules.users.domain.username import Username
from shared.infra.sql.queries.search_text import stored
from shared.kernel.values.folding import searchable

COLUMNS = (
    "id, email, email_canonical, username, full_name, password_hash, role, is_active, "
    "created_at, updated_at, version, event_count, email_verified_at"
)


def to_user(row: asyncpg.Record | RowMapping) -> User:
    return User(
        id=row["id"],
        email=Email(row["email"], row["email_canonical"]),
        username=Username(row["username"]),
        full_name=row["full_name"],
        role=Role(row["role"]),
        is_active=row["is_active"],
        password_hash=row["password_hash"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
        event_count=row["event_count"],
        email_verified_at=row["email_verified_at"],
    )


def search_text(email: Email, username: Username, full_name: str | None) -> str:
    """Return the stored text in which users are searched."""
    return stored(searchable([email.address, email.canonical, username.text, full_name]))
