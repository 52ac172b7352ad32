"""Passwords that somebody wants to set anew, and the tokens that let them."""

from datetime import datetime, timedelta
from typing import Protocol

from modules.users.domain.email import Email


class PasswordResetRepository(Protocol):
    async def add(self, email: Email, now: datetime) -> int:
        """Note the wish of whoever has the address, also where nobody has; its id."""
        ...

    async def assign_token(
        self, reset_id: int, digest: bytes, expires_at: datetime, min_interval: timedelta
    ) -> int | None:
        """Give the wish its token, in the place of any other that the user has; the user's id.

        None, and nothing changes, if it is nobody's, the user is not active, has wished again
        since, or has set a password since; or if another wish got its token, of the same
        lifetime, less than `min_interval` ago. A wish with such a token may have another in its place.
        """
        ...

    async def get_user_id(self, digest: bytes, now: datetime) -> int | None:
        """Whose password the token can set; None if it opens nothing."""
        ...

    async def delete_for_user(self, user_id: int) -> None:
        """Drop the user's wishes and their token: a password has been set."""
        ...

    async def prune(self, asked_before: datetime, limit: int) -> int:
        """Delete up to `limit` wishes older than that; how many."""
        ...
