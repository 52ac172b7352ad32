"""Port: reads recipients when a mail is sent, because events carry no addresses."""

from typing import Protocol

from modules.notifications.domain.recipient import Recipient


class Recipients(Protocol):
    async def get_user(self, user_id: int) -> Recipient | None:
        """Return the user as a recipient; None if the user was deleted, deactivated or erased."""
        ...
