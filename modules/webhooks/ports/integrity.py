"""Queries of the doctor checks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from shared.kernel.transaction import Transaction


class Integrity(Protocol):
    async def overdue(self, tx: Transaction, since: datetime) -> Sequence[tuple[int, int, datetime]]:
        """Deliveries that are due since before then: their id, endpoint and due time."""
        ...

    async def orphans(self, tx: Transaction) -> Sequence[tuple[int, int]]:
        """Deliveries whose endpoint does not exist, or that wait for one that is not sent to."""
        ...

    async def inconsistent(self, tx: Transaction) -> Sequence[tuple[int, str]]:
        """Deliveries whose parts contradict their status."""
        ...

    async def subscription_state(self, tx: Transaction) -> tuple[int, bool]:
        """How many endpoints are active, and whether events are delivered to this module."""
        ...
