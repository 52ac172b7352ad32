"""Queries of the doctor checks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from shared.kernel.transaction import Transaction


class Integrity(Protocol):
    async def idle(self, tx: Transaction, since: datetime) -> Sequence[tuple[int, datetime]]:
        """Active jobs that no worker has processed since then."""
        ...

    async def inconsistent(self, tx: Transaction) -> Sequence[tuple[int, str]]:
        """Jobs whose fields contradict their status, or whose `done` exceeds `total`."""
        ...

    async def incomplete(self, tx: Transaction) -> Sequence[tuple[int, str]]:
        """Jobs with a missing file or missing blocks."""
        ...
