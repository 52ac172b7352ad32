"""Sessions and refresh tokens over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg
from sqlalchemy import RowMapping, func, select

from modules.users.adapters.outbound.sql.tables import refresh_tokens, sessions
from modules.users.domain.session import NewSession, Rotation, Session, SpentToken
from modules.users.public import SessionReuseDetected
from shared.infra.sql.database import Database
from shared.infra.sql.queries.keyset import fetch_page
from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.events import EventMetadata, OutgoingEvent
from shared.kernel.paging import Page, PageRequest

_OPEN = """
    INSERT INTO users.sessions (user_id, created_at, last_used_at, expires_at, scopes, user_agent)
    SELECT id, $2, $2, $3, $5, $6 FROM users.users
    WHERE id = $1 AND is_active AND password_hash = $4 FOR SHARE RETURNING id
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
    RETURNING spent.id AS token_id, s.id AS session_id, s.user_id, s.expires_at, s.scopes
"""
_SPENT = """
    SELECT t.id AS token_id, s.id AS session_id, s.user_id, s.expires_at, s.scopes, t.used_at,
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
_SESSION_ID = "SELECT session_id FROM users.refresh_tokens WHERE digest = $1"
_REVOKE = """
    UPDATE users.sessions SET revoked_at = $2
    WHERE id = $1 AND user_id = coalesce($3, user_id) AND revoked_at IS NULL AND expires_at > $2 RETURNING id
"""
_REVOKE_ALL = """
    UPDATE users.sessions SET revoked_at = $2
    WHERE user_id = $1 AND revoked_at IS NULL AND id IS DISTINCT FROM $3
"""
_BY_ID = """
    SELECT * FROM users.sessions
    WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > now() + $3::interval
"""
_SORTED_BY = {"id": sessions.c.id, "created_at": sessions.c.created_at, "last_used_at": sessions.c.last_used_at}
_PRUNE = """
    DELETE FROM users.sessions WHERE id IN (
        SELECT id FROM users.sessions WHERE least(revoked_at, expires_at) < $1
        ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""


class SqlSessionRepository:
    """Implements the port `SessionRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def open(self, new: NewSession, now: datetime) -> int | None:
        scopes = None if new.scopes is None else sorted(new.scopes)
        row = await self._tx.fetch_one(
            _OPEN, new.user_id, now, new.expires_at, new.known_hash, scopes, new.user_agent
        )  # fmt: skip
        return None if row is None else int(row["id"])

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
        return _rotation(row) if row else None

    async def get_spent(self, digest: bytes, now: datetime) -> SpentToken | None:
        row = await self._tx.fetch_one(_SPENT, digest, now)
        return (
            SpentToken(
                rotation=_rotation(row), used_at=row["used_at"], repeated=row["repeated"], is_live=row["is_live"]
            )
            if row
            else None
        )

    async def repeat(self, token_id: int, now: datetime) -> bool:
        return bool(await self._tx.fetch(_REPEAT, token_id, now))

    async def get_session_id(self, digest: bytes) -> int | None:
        row = await self._tx.fetch_one(_SESSION_ID, digest)
        return None if row is None else int(row["session_id"])

    async def revoke(self, session_id: int, now: datetime, user_id: int | None = None) -> bool:
        return bool(await self._tx.fetch(_REVOKE, session_id, now, user_id))

    async def revoke_reused(self, rotation: Rotation, now: datetime, metadata: EventMetadata) -> bool:
        if not await self.revoke(rotation.session_id, now):
            return False
        event = SessionReuseDetected(rotation.session_id, rotation.user_id)
        self._tx.record(OutgoingEvent(event, aggregate_id=str(rotation.session_id), sequence=1, metadata=metadata))
        return True

    async def revoke_all(self, user_id: int, now: datetime, except_id: int | None = None) -> None:
        await self._tx.fetch(_REVOKE_ALL, user_id, now, except_id)

    async def prune(self, ended_before: datetime, limit: int) -> int:
        return len(await self._tx.fetch(_PRUNE, ended_before, limit))


class SqlSessionQueries:
    """Implements the port `SessionQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_by_id(self, session_id: int, user_id: int) -> Session | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(_BY_ID, session_id, user_id, self._database.clock_shift)
        return None if row is None else _session(row)

    async def list_page(self, wanted: PageRequest, user_id: int) -> Page[Session]:
        now = func.now() + self._database.clock_shift
        query = select(sessions).where(
            sessions.c.user_id == user_id, sessions.c.revoked_at.is_(None), sessions.c.expires_at > now
        )
        async with self._database.snapshot() as reading:
            return await fetch_page(reading, query, _SORTED_BY, wanted=wanted, item=_session, exact=True)


def _session(row: asyncpg.Record | RowMapping) -> Session:
    return Session(
        id=row["id"],
        user_id=row["user_id"],
        created_at=row["created_at"],
        last_used_at=row["last_used_at"],
        expires_at=row["expires_at"],
        scopes=_scopes(row["scopes"]),
        user_agent=row["user_agent"],
    )


def _rotation(row: asyncpg.Record) -> Rotation:
    return Rotation(
        token_id=row["token_id"],
        session_id=row["session_id"],
        user_id=row["user_id"],
        session_expires_at=row["expires_at"],
        scopes=_scopes(row["scopes"]),
    )


def _scopes(stored: Sequence[str] | None) -> frozenset[str] | None:
    return None if stored is None else frozenset(stored)
