"""Who letters go to, looked up at the moment of sending: events carry no addresses."""

from typing import Protocol

from modules.notifications.domain.recipient import Recipient


class Recipients(Protocol):
    async def user(self, user_id: int) -> Recipient | None:
        """None for somebody who is gone, or whose data was erased."""
        ...
