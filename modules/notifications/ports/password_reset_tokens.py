"""Port: issues password reset tokens when the mail is sent."""

from dataclasses import dataclass, field
from typing import Protocol

from modules.notifications.domain.recipient import Recipient


@dataclass(frozen=True, slots=True)
class PasswordResetToken:
    """`token` sets a new password once, within `minutes`."""

    recipient: Recipient
    token: str = field(repr=False)
    minutes: int


class PasswordResetTokens(Protocol):
    async def issue(self, reset_id: int) -> PasswordResetToken | None:
        """Issue a new token, which invalidates older ones; None if the request needs no mail."""
        ...
