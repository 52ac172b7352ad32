"""Port: finds inconsistent data of this module."""

from collections.abc import Sequence
from typing import Protocol

from shared.kernel.transaction import Transaction


class Integrity(Protocol):
    async def list_sessions_with_several_tokens(self, tx: Transaction) -> Sequence[tuple[int, int]]:
        """Sessions with more than one valid refresh token, and their number."""
        ...

    async def list_users_with_invalid_reset_tokens(self, tx: Transaction) -> Sequence[int]:
        """Users with more than one password reset token, or with one that is valid for too long."""
        ...

    async def list_users_with_non_canonical_email(self, tx: Transaction) -> Sequence[int]:
        """Users whose stored canonical e-mail address is not the canonical form of their address."""
        ...
