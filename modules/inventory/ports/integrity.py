"""What can be wrong with the data, each question answered from one snapshot."""

from collections.abc import Sequence
from typing import Protocol

from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction


class IntegrityQueries(Protocol):
    async def levels_unlike_ledger(self, snapshot: Transaction) -> Sequence[Violation]:
        """Levels that are not the sum of their entries, or not what the last entry says."""
        ...

    async def levels_unlike_reservations(self, snapshot: Transaction) -> Sequence[Violation]:
        """Places where `reserved` (or `waiting`) is not the sum of the live reservations."""
        ...

    async def broken_chains(self, snapshot: Transaction) -> Sequence[Violation]:
        """The first bad entry of each ledger chain."""
        ...

    async def overdue_holds(self, snapshot: Transaction) -> Sequence[Violation]:
        """Unpinned holds kept long past their time."""
        ...

    async def transfers_unlike_ledger(self, snapshot: Transaction) -> Sequence[Violation]:
        """Transfers of which the ledger tells something else, or whose units do not fit their state."""
        ...

    async def wrong_barcodes(self, snapshot: Transaction) -> Sequence[Violation]:
        """Products whose barcodes are not kept as theirs, and barcodes kept for products without them."""
        ...

    async def impossible_levels(self, snapshot: Transaction) -> Sequence[Violation]:
        """Levels with more promised than there is, or anything below zero."""
        ...
