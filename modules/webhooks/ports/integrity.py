"""Queries of the doctor checks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from shared.kernel.transaction import Transaction


class Integrity(Protocol):
    async def overdue(self, tx: Transaction, since: datetime) -> Sequence[tuple[int, int, datetime]]:
        """Pending deliveries due before `since`: id, endpoint id and due time."""
        ...

    async def orphans(self, tx: Transaction) -> Sequence[tuple[int, int]]:
        """Deliveries without an endpoint, and pending ones of an inactive endpoint."""
        ...

    async def inconsistent(self, tx: Transaction) -> Sequence[tuple[int, str]]:
        """Deliveries whose columns contradict their status."""
        ...

    async def subscription_state(self, tx: Transaction) -> tuple[int, bool]:
        """The number of active endpoints, and whether events are delivered to this module."""
        ...
