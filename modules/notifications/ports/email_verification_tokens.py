"""Port: issues e-mail verification tokens when the mail is sent."""

from dataclasses import dataclass, field
from typing import Protocol

from modules.notifications.domain.recipient import Recipient


@dataclass(frozen=True, slots=True)
class EmailVerificationToken:
    """`token` verifies the recipient's address, within `hours`."""

    recipient: Recipient
    token: str = field(repr=False)
    hours: int


class EmailVerificationTokens(Protocol):
    async def issue(self, user_id: int) -> EmailVerificationToken | None:
        """Issue a token; None if the user was deleted or the address is already verified."""
        ...
