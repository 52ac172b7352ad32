"""Who letters go to, looked up at the moment of sending: events carry no addresses."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Recipient:
    user_id: int
    address: str = field(repr=False)
    username: str = field(repr=False)
    full_name: str | None = field(repr=False)


class Recipients(Protocol):
    async def user(self, user_id: int) -> Recipient | None:
        """None for somebody who is gone, or whose data was erased."""
        ...
