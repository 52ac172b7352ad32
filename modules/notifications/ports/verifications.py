"""What verifies an address, made at the moment of writing."""

from dataclasses import dataclass, field
from typing import Protocol

from modules.notifications.domain.recipient import Recipient


@dataclass(frozen=True, slots=True)
class Verification:
    """`token` verifies the recipient's address, within so many hours."""

    recipient: Recipient
    token: str = field(repr=False)
    hours: int


class Verifications(Protocol):
    async def verification(self, user_id: int) -> Verification | None:
        """None where nobody is to be sent one: the user is gone, or the address is verified."""
        ...
