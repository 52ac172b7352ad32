"""Sessions and refresh tokens in their tables."""

from datetime import datetime

from modules.users.adapters.outbound.tables import refresh_tokens
from modules.users.domain.session import Rotation, SpentToken
from shared.infra.sql.transaction import SqlTransaction

_OPEN = """
    INSERT INTO users.sessions (user_id, created_at, last_used_at, expires_at)
    VALUES ($1, $2, $2, $3) RETURNING id
"""
_USE = """
    WITH spent AS (
        UPDATE users.refresh_tokens t SET used_at = $2
        FROM users.sessions s
        WHERE t.digest = $1 AND t.used_at IS NULL AND t.revoked_at IS NULL AND t.expires_at > $2
          AND s.id = t.session_id AND s.revoked_at IS NULL AND s.expires_at > $2
        RETURNING t.id, t.session_id
    )
    UPDATE users.sessions s SET last_used_at = $2 FROM spent WHERE s.id = spent.session_id
    RETURNING spent.id AS token_id, s.id AS session_id, s.user_id, s.expires_at
"""
_SPENT = """
    SELECT t.id AS token_id, s.id AS session_id, s.user_id, s.expires_at, t.used_at,
           t.repeated_at IS NOT NULL AS repeated,
           s.revoked_at IS NULL AND s.expires_at > $2 AND t.expires_at > $2 AS is_live
    FROM users.refresh_tokens t JOIN users.sessions s ON s.id = t.session_id
    WHERE t.digest = $1 FOR NO KEY UPDATE OF t
"""
_REPEAT = """
    WITH successor AS (
        UPDATE users.refresh_tokens SET revoked_at = $2
        WHERE parent_id = $1 AND used_at IS NULL AND revoked_at IS NULL
          AND session_id = (SELECT session_id FROM users.refresh_tokens WHERE id = $1)
        RETURNING id
    )
    UPDATE users.refresh_tokens SET repeated_at = $2 WHERE id = $1 AND EXISTS (SELECT FROM successor) RETURNING id
"""
_REVOKE = "UPDATE users.sessions SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id"
_REVOKE_ALL = "UPDATE users.sessions SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL"
_PRUNE = """
    DELETE FROM users.sessions WHERE id IN (
        SELECT id FROM users.sessions WHERE least(revoked_at, expires_at) < $1
        ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""


class SqlSessions:
    """Implements the port `Sessions`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def open(self, user_id: int, now: datetime, expires_at: datetime) -> int:
        rows = await self._tx.fetch(_OPEN, user_id, now, expires_at)
        return int(rows[0]["id"])

    async def add_token(
        self, session_id: int, digest: bytes, now: datetime, expires_at: datetime, parent_id: int | None = None
    ) -> None:
        row = {
            "session_id": session_id,
            "parent_id": parent_id,
            "digest": digest,
            "created_at": now,
            "expires_at": expires_at,
        }
        self._tx.insert(refresh_tokens, [row])

    async def use(self, digest: bytes, now: datetime) -> Rotation | None:
        row = await self._tx.fetch_one(_USE, digest, now)
        return Rotation(*row) if row else None

    async def spent(self, digest: bytes, now: datetime) -> SpentToken | None:
        row = await self._tx.fetch_one(_SPENT, digest, now)
        return SpentToken(Rotation(*row[:4]), row["used_at"], row["repeated"], row["is_live"]) if row else None

    async def repeat(self, token_id: int, now: datetime) -> bool:
        return bool(await self._tx.fetch(_REPEAT, token_id, now))

    async def revoke(self, session_id: int, now: datetime) -> bool:
        return bool(await self._tx.fetch(_REVOKE, session_id, now))

    async def revoke_all(self, user_id: int, now: datetime) -> None:
        await self._tx.fetch(_REVOKE_ALL, user_id, now)

    async def prune(self, ended_before: datetime, limit: int) -> int:
        return len(await self._tx.fetch(_PRUNE, ended_before, limit))
