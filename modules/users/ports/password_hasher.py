"""Passwords made unreadable, slowly and off the event loop."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PasswordCheck:
    """`new_hash` replaces a hash that was made with older parameters."""

    matches: bool
    new_hash: str | None = None


class PasswordHasher(Protocol):
    async def hash(self, password: str) -> str:
        """Raise Unavailable `busy` when too many are waiting already."""
        ...

    async def verify(self, password: str, hashed: str | None) -> PasswordCheck:
        """Whether the password is the hashed one; None takes as long and never matches.

        Raises Unavailable `busy` when too many are waiting already.
        """
        ...
