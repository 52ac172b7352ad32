"""Queries for the doctor's checks."""

from collections.abc import Sequence
from typing import Protocol

from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction


class IntegrityQueries(Protocol):
    async def wrong_counters(self, snapshot: Transaction) -> Sequence[Violation]:
        """Coupons whose counter differs from their redemptions, and redemptions of coupons that do not exist."""
        ...
