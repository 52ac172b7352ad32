"""Sessions, API keys and password resets of a user over PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.infra.sql.database import Database

_SESSIONS = """
    SELECT id, created_at, last_used_at, expires_at, revoked_at AS ended_at, scopes, user_agent
    FROM users.sessions WHERE user_id = $1 ORDER BY id
"""
_API_KEYS = """
    SELECT id, name, scopes, rate_limit, created_at, expires_at, last_used_at
    FROM users.api_keys WHERE owner_id = $1 ORDER BY id
"""
_RESETS = "SELECT id, requested_at, expires_at FROM users.password_resets WHERE user_id = $1 ORDER BY id"


class SqlAccountActivityQueries:
    """Implements the port `AccountActivityQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sessions(self, user_id: int) -> Sequence[Mapping[str, Any]]:
        return await self._rows(_SESSIONS, user_id)

    async def api_keys(self, user_id: int) -> Sequence[Mapping[str, Any]]:
        return await self._rows(_API_KEYS, user_id)

    async def password_resets(self, user_id: int) -> Sequence[Mapping[str, Any]]:
        return await self._rows(_RESETS, user_id)

    async def _rows(self, sql: str, user_id: int) -> Sequence[Mapping[str, Any]]:
        async with self._database.read() as reading:
            return [dict(row) for row in await reading.fetch(sql, user_id)]
