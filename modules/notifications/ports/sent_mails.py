"""What has been sent, so that a delivery that is repeated writes no second letter."""

from typing import Protocol


class SentMails(Protocol):
    async def has(self, key: str) -> bool: ...

    async def note(self, key: str, kind: str, user_id: int, message_id: str) -> None:
        """Remember that it was sent; once for each key."""
        ...
