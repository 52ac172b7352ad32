"""What doctor asks of this module's data."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from shared.kernel.transaction import Transaction


class Integrity(Protocol):
    async def idle(self, tx: Transaction, since: datetime) -> Sequence[tuple[int, datetime]]:
        """Active jobs that nobody is at since before then."""
        ...

    async def inconsistent(self, tx: Transaction) -> Sequence[tuple[int, str]]:
        """Jobs whose parts contradict their status, or that have done more than there is."""
        ...

    async def incomplete(self, tx: Transaction) -> Sequence[tuple[int, str]]:
        """Jobs that lack a file, or blocks of one."""
        ...
