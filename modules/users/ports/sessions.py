"""Sessions and the refresh tokens that carry them on."""

from datetime import datetime
from typing import Protocol

from modules.users.domain.session import NewSession, Rotation, Session, SpentToken
from shared.kernel.paging import Page, PageRequest

SORTS = frozenset({"id", "created_at", "last_used_at"})


class SessionRepository(Protocol):
    async def open(self, new: NewSession, now: datetime) -> int | None:
        """A new session's id; None when the user has gone meanwhile, was put out, or has another hash."""
        ...

    async def add_token(
        self, session_id: int, digest: bytes, now: datetime, expires_at: datetime, parent_id: int | None = None
    ) -> None:
        """Give the session a refresh token; `parent_id` is the one it succeeds."""
        ...

    async def use(self, digest: bytes, now: datetime) -> Rotation | None:
        """Spend the token, if it can be: of any number of callers at once exactly one gets the rotation."""
        ...

    async def get_spent(self, digest: bytes, now: datetime) -> SpentToken | None:
        """The token that could not be used, locked; None if there is no such token."""
        ...

    async def repeat(self, token_id: int, now: datetime) -> bool:
        """Note the token's one repeat and revoke its successor; False if that one has been used."""
        ...

    async def get_session_id(self, digest: bytes) -> int | None:
        """The session that the refresh token belongs to, whatever has become of either."""
        ...

    async def revoke(self, session_id: int, now: datetime, user_id: int | None = None) -> bool:
        """End the session; False if it had ended before, or is not that user's (None: anybody's)."""
        ...

    async def revoke_all(self, user_id: int, now: datetime, except_id: int | None = None) -> None:
        """End all sessions of the user, `except_id` that one."""
        ...

    async def prune(self, ended_before: datetime, limit: int) -> int:
        """Delete up to `limit` sessions that expired or were revoked before that; how many."""
        ...


class SessionQueries(Protocol):
    """Sessions that have not ended."""

    async def get_by_id(self, session_id: int, user_id: int) -> Session | None:
        """The session, if it is that user's."""
        ...

    async def page(self, wanted: PageRequest, user_id: int) -> Page[Session]: ...
