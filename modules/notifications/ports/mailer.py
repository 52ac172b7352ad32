"""Port: sends mails."""

from typing import Protocol

from modules.notifications.domain.mail import Mail


class NotSent(Exception):
    """The mail could not be sent. The message gives the reason and contains no address."""


class Mailer(Protocol):
    async def send(self, mail: Mail) -> str:
        """Send the mail and return its Message-ID, which depends on the mail's key alone. Raises NotSent."""
        ...
