"""Integrity checks of the stored data, each on one snapshot."""

from collections.abc import Sequence
from typing import Protocol

from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction


class IntegrityQueries(Protocol):
    async def levels_unlike_ledger(self, snapshot: Transaction) -> Sequence[Violation]:
        """Levels that differ from the sum of their entries or from the last entry."""
        ...

    async def levels_unlike_reservations(self, snapshot: Transaction) -> Sequence[Violation]:
        """Levels whose `reserved` or `waiting` is not the sum of the open reservations."""
        ...

    async def broken_chains(self, snapshot: Transaction) -> Sequence[Violation]:
        """The first invalid entry of each broken ledger chain."""
        ...

    async def overdue_holds(self, snapshot: Transaction) -> Sequence[Violation]:
        """Holds that should have expired long ago."""
        ...

    async def transfers_unlike_ledger(self, snapshot: Transaction) -> Sequence[Violation]:
        """Transfers that differ from the ledger, or whose units contradict their status."""
        ...

    async def wrong_barcodes(self, snapshot: Transaction) -> Sequence[Violation]:
        """Products and rows of the barcode index that disagree."""
        ...

    async def impossible_levels(self, snapshot: Transaction) -> Sequence[Violation]:
        """Levels with negative figures, or more reserved than on hand."""
        ...
