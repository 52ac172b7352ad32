"""Repository of users over PostgreSQL."""

from collections.abc import Mapping, Sequence

from modules.users.adapters.outbound.sql import tables
from modules.users.adapters.outbound.sql.user_rows import COLUMNS, search_text, to_user
from modules.users.domain.user import User
from modules.users.ports.users import NewUser
from shared.infra.sql.advisory_lock import AdvisoryLock
from shared.infra.sql.transaction import SqlTransaction

_ADD = """
    INSERT INTO users.users (
        email, email_canonical, username, username_canonical, full_name, password_hash,
        role, is_active, created_at, updated_at, version, event_count, search_text
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, true, $8, $8, 1, 1, $9) RETURNING id
"""
_LOCKED = f"SELECT {COLUMNS} FROM users.users WHERE id = $1 FOR NO KEY UPDATE"  # noqa: S608 constants only
_OF_IDS = f"SELECT {COLUMNS} FROM users.users WHERE id = ANY($1::bigint[])"  # noqa: S608 constants only
_ACTIVE_ADMINS = "SELECT count(*) FROM users.users WHERE role = 'admin' AND is_active"
_LOCK_ADMINS = f"SELECT {AdvisoryLock(20_266).lock()}"


class SqlUserRepository:
    """Implements the port `UserRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def add(self, new: NewUser) -> User:
        email, username = new.email, new.username
        rows = await self._tx.fetch(
            _ADD, email.address, email.canonical, username.text, username.canonical,
            new.full_name, new.password_hash, new.role.value, new.now,
            search_text(email, username, new.full_name),
        )  # fmt: skip
        user = User(
            id=rows[0]["id"],
            email=email,
            username=username,
            full_name=new.full_name,
            role=new.role,
            is_active=True,
            password_hash=new.password_hash,
            created_at=new.now,
            updated_at=new.now,
        )
        user.record_registration(new.metadata)
        self._tx.collect(user.events)
        return user

    async def get_for_update(self, user_id: int) -> User | None:
        row = await self._tx.fetch_one(_LOCKED, user_id)
        return None if row is None else to_user(row)

    async def save(self, user: User) -> None:
        row = {
            "id": user.id,
            "username": user.username.text,
            "username_canonical": user.username.canonical,
            "full_name": user.full_name,
            "password_hash": user.password_hash,
            "role": user.role.value,
            "is_active": user.is_active,
            "updated_at": user.updated_at,
            "version": user.version,
            "event_count": user.event_count,
            "search_text": search_text(user.email, user.username, user.full_name),
            "email_verified_at": user.email_verified_at,
        }
        self._tx.update(tables.users, ("id",), [row])
        self._tx.collect(user.events)

    async def remove(self, user: User) -> None:
        await self._tx.fetch("DELETE FROM users.users WHERE id = $1", user.id)
        self._tx.collect(user.events)

    async def count_active_admins(self) -> int:
        # An advisory lock: the number must also hold against rows that do not exist yet.
        await self._tx.fetch(_LOCK_ADMINS)
        rows = await self._tx.fetch(_ACTIVE_ADMINS)
        return int(rows[0][0])

    async def rehash(self, user_id: int, old: str, new: str) -> None:
        await self._tx.fetch(
            "UPDATE users.users SET password_hash = $3 WHERE id = $1 AND password_hash = $2", user_id, old, new
        )

    async def get_by_ids(self, ids: Sequence[int]) -> Mapping[int, User]:
        rows = await self._tx.fetch(_OF_IDS, list(ids))
        return {row["id"]: to_user(row) for row in rows}

    async def find_id_by_email(self, canonical: str) -> int | None:
        row = await self._tx.fetch_one("SELECT id FROM users.users WHERE email_canonical = $1", canonical)
        return row["id"] if row else None
