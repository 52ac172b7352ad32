"""Questions about events and deliveries that should all find nothing; each answers with at most 100 rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from shared.kernel.transaction import Transaction


class Integrity(Protocol):
    async def gaps(self, tx: Transaction) -> Sequence[tuple[str, str, int, int, int]]:
        """Aggregates (type, id) whose sequences have gaps: the first, the last and the number of their events."""
        ...

    async def out_of_order(self, tx: Transaction) -> Sequence[tuple[str, str, int]]:
        """Events (aggregate's type and id, sequence) that the feed gives before their aggregate's previous event."""
        ...

    async def forgotten(self, tx: Transaction) -> Sequence[tuple[UUID, str]]:
        """Events that a consumer registered before them has neither as a delivery nor as a dead letter."""
        ...

    async def both(self, tx: Transaction) -> Sequence[tuple[UUID, str]]:
        """Deliveries that are dead letters as well."""
        ...

    async def overdue(self, tx: Transaction, since: datetime) -> Sequence[tuple[UUID, str, datetime]]:
        """Deliveries that have been due since before and are not done, and when they were due."""
        ...

    async def unfinished(self, tx: Transaction, since: datetime) -> Sequence[tuple[str, datetime]]:
        """Requests (method and path) that were begun before and never finished their answer, and when."""
        ...

    async def too_mighty(self, tx: Transaction) -> str | None:
        """The database role the program works as, if it may change the audit log or act as its owner."""
        ...
