"""Ports: changes sessions and refresh tokens in a transaction, and reads sessions."""

from datetime import datetime
from typing import Protocol

from modules.users.domain.session import NewSession, Rotation, Session, SpentToken
from shared.kernel.events import EventMetadata
from shared.kernel.paging import Page, PageRequest

SORTS = frozenset({"id", "created_at", "last_used_at"})


class SessionRepository(Protocol):
    async def open(self, new: NewSession, now: datetime) -> int | None:
        """Create a session and return its id; None if the user was deleted, deactivated or has another hash."""
        ...

    async def add_token(
        self, session_id: int, digest: bytes, now: datetime, expires_at: datetime, parent_id: int | None = None
    ) -> None:
        """Add a refresh token to the session; `parent_id` is its predecessor."""
        ...

    async def use(self, digest: bytes, now: datetime) -> Rotation | None:
        """Use the token if it is valid: exactly one of several concurrent callers gets the rotation."""
        ...

    async def get_spent(self, digest: bytes, now: datetime) -> SpentToken | None:
        """Return and lock a token that could not be used; None if it does not exist."""
        ...

    async def repeat(self, token_id: int, now: datetime) -> bool:
        """Record the token's one repeat and revoke its successor; False if the successor has been used."""
        ...

    async def get_session_id(self, digest: bytes) -> int | None:
        """Return the session of the refresh token, whatever their state."""
        ...

    async def revoke(self, session_id: int, now: datetime, user_id: int | None = None) -> bool:
        """End the session; False if it had ended before or belongs to another user (None: any user)."""
        ...

    async def revoke_reused(self, rotation: Rotation, now: datetime, metadata: EventMetadata) -> bool:
        """End the session because of a reused token, and publish that; False if it had ended before."""
        ...

    async def revoke_all(self, user_id: int, now: datetime, except_id: int | None = None) -> None:
        """End all sessions of the user except `except_id`."""
        ...

    async def prune(self, ended_before: datetime, limit: int) -> int:
        """Delete up to `limit` sessions that expired or were revoked before. Returns their number."""
        ...


class SessionQueries(Protocol):
    """Reads active sessions."""

    async def get_by_id(self, session_id: int, user_id: int) -> Session | None:
        """Return the session if it belongs to the user."""
        ...

    async def list_page(self, wanted: PageRequest, user_id: int) -> Page[Session]: ...
