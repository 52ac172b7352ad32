"""Identities behind tokens over PostgreSQL."""

from datetime import datetime

import asyncpg

from modules.users.adapters.outbound.sql.api_keys import to_api_key
from modules.users.domain.roles import Role
from modules.users.ports.identities import ClientStatus, UserStatus
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlReading

_USER = """
    SELECT u.role, u.is_active
    FROM users.sessions s JOIN users.users u ON u.id = s.user_id
    WHERE s.id = $2 AND u.id = $1 AND (s.revoked_at IS NULL OR NOT u.is_active)
"""
_CLIENT = """
    SELECT k.*, u.role, u.is_active, now() + $2::interval AS now
    FROM users.api_keys k JOIN users.users u ON u.id = k.owner_id
"""
_BY_ID = f"{_CLIENT} WHERE k.id = $1"
_BY_LOOKUP = f"{_CLIENT} WHERE k.lookup = $1"
_USED = """
    UPDATE users.api_keys SET last_used_at = $2::timestamptz
    WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2::timestamptz - interval '1 minute')
"""


class SqlIdentityQueries:
    """Implements the port `IdentityQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_user(self, user_id: int, session_id: int) -> UserStatus | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(_USER, user_id, session_id)
        return UserStatus(Role(row["role"]), row["is_active"]) if row else None

    async def get_client(self, key_id: int) -> ClientStatus | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(_BY_ID, key_id, self._database.clock_shift)
        return _client_status(row) if row else None

    async def get_client_by_lookup(self, lookup: str) -> ClientStatus | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(_BY_LOOKUP, lookup, self._database.clock_shift)
            if row is None:
                return None
            await _note_use(reading, row)
        return _client_status(row)


async def _note_use(reading: SqlReading, row: asyncpg.Record) -> None:
    last: datetime | None = row["last_used_at"]
    if last is None or (row["now"] - last).total_seconds() > 60:
        await reading.fetch(_USED, row["id"], row["now"])


def _client_status(row: asyncpg.Record) -> ClientStatus:
    return ClientStatus(to_api_key(row), UserStatus(Role(row["role"]), row["is_active"]), row["now"])
