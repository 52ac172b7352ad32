"""Who carries letters."""

from typing import Protocol

from modules.notifications.domain.mail import Mail


class NotSent(Exception):
    """The mail did not get off; the message says why and names no address."""


class Mailer(Protocol):
    async def send(self, mail: Mail) -> str:
        """Hand the mail over; its Message-ID, which depends on nothing but the mail's key. Raises NotSent."""
        ...
