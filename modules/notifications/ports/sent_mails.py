"""Port: records sent mails, so that a repeated delivery sends no second mail."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from modules.notifications.domain.mail import SentMail


class SentMailRepository(Protocol):
    async def was_sent(self, key: str) -> bool: ...

    async def record(self, key: str, kind: str, user_id: int | None, message_id: str) -> None:
        """Record a sent mail once for each key. `user_id` is None for a guest."""
        ...

    async def list_for_user(self, user_id: int) -> Sequence[SentMail]:
        """Return the recorded mails to the user, oldest first."""
        ...

    async def prune(self, retention: timedelta, at_most: int) -> int:
        """Delete up to `at_most` records older than `retention` and return their number."""
        ...
