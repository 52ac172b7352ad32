"""Port: stores password reset requests and their tokens."""

from datetime import datetime, timedelta
from typing import Protocol

from modules.users.domain.email import Email
from shared.kernel.events import EventMetadata


class PasswordResetRepository(Protocol):
    async def add(self, email: Email, now: datetime, metadata: EventMetadata) -> int:
        """Store a request for the address, whether an account has it or not, and publish it. Returns its id."""
        ...

    async def assign_token(
        self, reset_id: int, digest: bytes, expires_at: datetime, min_interval: timedelta
    ) -> int | None:
        """Assign a token to the request and revoke the user's other tokens. Returns the user's id.

        Returns None without a change if the request has no account, the user is inactive, has made
        a later request or has set a password since; or if another request got a token of the same
        lifetime less than `min_interval` ago. The request with that token may get a new one.
        """
        ...

    async def get_user_id(self, digest: bytes, now: datetime) -> int | None:
        """Return the user whose password the token can set; None if it is invalid."""
        ...

    async def delete_for_user(self, user_id: int) -> None:
        """Delete the user's requests and their token after a password was set."""
        ...

    async def prune(self, asked_before: datetime, limit: int) -> int:
        """Delete up to `limit` older requests. Returns their number."""
        ...
