"""What lets somebody in who has forgotten the password, made at the moment of writing."""

from dataclasses import dataclass, field
from typing import Protocol

from modules.notifications.domain.recipient import Recipient


@dataclass(frozen=True, slots=True)
class Reset:
    """`token` sets a new password, once, within so many minutes."""

    recipient: Recipient
    token: str = field(repr=False)
    minutes: int


class Resets(Protocol):
    async def reset(self, reset_id: int) -> Reset | None:
        """A fresh token, which ends any older one; None where nobody is to be sent one."""
        ...
