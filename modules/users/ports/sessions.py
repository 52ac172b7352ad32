"""Sessions and the refresh tokens that carry them on."""

from datetime import datetime
from typing import Protocol

from modules.users.domain.session import Rotation, SpentToken


class Sessions(Protocol):
    async def open(self, user_id: int, now: datetime, expires_at: datetime) -> int:
        """A new session's id. Raises Unauthenticated when the user has gone meanwhile."""
        ...

    async def add_token(
        self, session_id: int, digest: bytes, now: datetime, expires_at: datetime, parent_id: int | None = None
    ) -> None:
        """Give the session a refresh token; `parent_id` is the one it succeeds."""
        ...

    async def use(self, digest: bytes, now: datetime) -> Rotation | None:
        """Spend the token, if it can be: of any number of callers at once exactly one gets the rotation."""
        ...

    async def spent(self, digest: bytes, now: datetime) -> SpentToken | None:
        """The token that could not be used, locked; None if there is no such token."""
        ...

    async def repeat(self, token_id: int, now: datetime) -> bool:
        """Note the token's one repeat and revoke its successor; False if that one has been used."""
        ...

    async def revoke(self, session_id: int, now: datetime) -> bool:
        """End the session; False if it had ended before."""
        ...

    async def revoke_all(self, user_id: int, now: datetime) -> None:
        """End all sessions of the user."""
        ...

    async def prune(self, ended_before: datetime, limit: int) -> int:
        """Delete up to `limit` sessions that expired or were revoked before that; how many."""
        ...
