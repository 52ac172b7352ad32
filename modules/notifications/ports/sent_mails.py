"""What has been sent, so that a delivery that is repeated writes no second letter."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from modules.notifications.domain.mail import SentMail


class SentMails(Protocol):
    async def has(self, key: str) -> bool: ...

    async def note(self, key: str, kind: str, user_id: int | None, message_id: str) -> None:
        """Remember that it was sent; once for each key. `user_id` None: to a guest."""
        ...

    async def to(self, user_id: int) -> Sequence[SentMail]:
        """What the user was sent, as far as it is remembered, oldest first."""
        ...

    async def prune(self, kept_for: timedelta, at_most: int) -> int:
        """Forget what was sent longer ago; how many."""
        ...
