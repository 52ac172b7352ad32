"""Password reset requests over PostgreSQL."""

from datetime import datetime, timedelta

from modules.users.domain.email import Email
from modules.users.public import PasswordResetRequested
from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.events import EventMetadata, OutgoingEvent

_ADD = """
    INSERT INTO users.password_resets (user_id, requested_at)
    VALUES ((SELECT id FROM users.users WHERE email_canonical = $1), $2) RETURNING id
"""
# Issuing and using a token lock the user first, so that a user has one token at a time.
_LOCK = """
    SELECT u.id FROM users.password_resets r JOIN users.users u ON u.id = r.user_id
    WHERE r.id = $1 AND u.is_active FOR NO KEY UPDATE OF u
"""
_REVOKE_TOKENS = (
    "UPDATE users.password_resets SET digest = NULL, expires_at = NULL WHERE user_id = $1 AND digest IS NOT NULL"
)
_ASSIGN = "UPDATE users.password_resets SET digest = $2, expires_at = $3 WHERE id = $1"
_RECENTLY_ASSIGNED = (
    "SELECT id FROM users.password_resets WHERE user_id = $1 AND digest IS NOT NULL AND expires_at > $2"
)
_IS_LAST = """
    SELECT FROM users.password_resets r WHERE r.id = $1
    AND NOT EXISTS (SELECT FROM users.password_resets later WHERE later.user_id = r.user_id AND later.id > r.id)
"""
_OWNER = """
    SELECT u.id FROM users.password_resets r JOIN users.users u ON u.id = r.user_id
    WHERE r.digest = $1 AND r.expires_at > $2 AND u.is_active
"""
_PRUNE = """
    DELETE FROM users.password_resets WHERE id IN (
        SELECT id FROM users.password_resets WHERE requested_at < $1
        ORDER BY requested_at LIMIT $2 FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""


class SqlPasswordResetRepository:
    """Implements the port `PasswordResetRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def add(self, email: Email, now: datetime, metadata: EventMetadata) -> int:
        (row,) = await self._tx.fetch(_ADD, email.canonical, now)
        reset_id = int(row["id"])
        self._tx.record(
            OutgoingEvent(PasswordResetRequested(reset_id), aggregate_id=str(reset_id), sequence=1, metadata=metadata)
        )
        return reset_id

    async def assign_token(
        self, reset_id: int, digest: bytes, expires_at: datetime, min_interval: timedelta
    ) -> int | None:
        row = await self._tx.fetch_one(_LOCK, reset_id)
        if row is None:
            return None
        user_id: int = row["id"]
        recent = await self._tx.fetch_one(_RECENTLY_ASSIGNED, user_id, expires_at - min_interval)
        if recent["id"] != reset_id if recent else not await self._tx.fetch(_IS_LAST, reset_id):
            return None
        await self._tx.fetch(_REVOKE_TOKENS, user_id)
        await self._tx.fetch(_ASSIGN, reset_id, digest, expires_at)
        return user_id

    async def get_user_id(self, digest: bytes, now: datetime) -> int | None:
        row = await self._tx.fetch_one(_OWNER, digest, now)
        return None if row is None else int(row["id"])

    async def delete_for_user(self, user_id: int) -> None:
        await self._tx.fetch("DELETE FROM users.password_resets WHERE user_id = $1", user_id)

    async def prune(self, asked_before: datetime, limit: int) -> int:
        return len(await self._tx.fetch(_PRUNE, asked_before, limit))
