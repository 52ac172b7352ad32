"""Port: hashes passwords outside the event loop."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PasswordCheck:
    """`new_hash` replaces a hash that was made with older parameters."""

    matches: bool
    new_hash: str | None = None


class PasswordHasher(Protocol):
    async def hash(self, password: str) -> str:
        """Raise Unavailable `busy` if too many callers are waiting."""
        ...

    async def verify(self, password: str, hashed: str | None) -> PasswordCheck:
        """Whether the password matches the hash; None takes the same time and never matches.

        Raises Unavailable `busy` when too many are waiting already.
        """
        ...
