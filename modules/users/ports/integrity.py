"""The questions behind this module's checks."""

from collections.abc import Sequence
from typing import Protocol

from shared.kernel.transaction import Transaction


class Integrity(Protocol):
    async def list_sessions_with_several_tokens(self, tx: Transaction) -> Sequence[tuple[int, int]]:
        """Sessions with more than one refresh token that opens something, and how many they have."""
        ...

    async def list_users_with_invalid_reset_tokens(self, tx: Transaction) -> Sequence[int]:
        """Users with more than one token that sets their password, or with one that lasts longer than it should."""
        ...

    async def list_users_with_non_canonical_email(self, tx: Transaction) -> Sequence[int]:
        """Users whose compared e-mail address is not the canonical form of the one they gave."""
        ...
