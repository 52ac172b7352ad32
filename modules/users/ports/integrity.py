"""The questions behind this module's checks."""

from collections.abc import Sequence
from typing import Protocol

from shared.kernel.transaction import Transaction


class Integrity(Protocol):
    async def forked_sessions(self, tx: Transaction) -> Sequence[tuple[int, int]]:
        """Sessions with more than one refresh token that opens something, and how many they have."""
        ...

    async def loose_resets(self, tx: Transaction) -> Sequence[int]:
        """Users with more than one token that sets their password, or with one that lasts longer than it should."""
        ...

    async def respelled_users(self, tx: Transaction) -> Sequence[int]:
        """Users whose compared e-mail address is not the canonical form of the one they gave."""
        ...
