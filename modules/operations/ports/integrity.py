"""Port: finds inconsistent events and deliveries. Each query returns at most 100 rows."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from shared.kernel.transaction import Transaction


class IntegrityQueries(Protocol):
    async def sequence_gaps(self, tx: Transaction) -> Sequence[tuple[str, str, int, int, int]]:
        """Aggregates (type, id) with gaps in their sequence: first and last number, and the number of events."""
        ...

    async def out_of_order(self, tx: Transaction) -> Sequence[tuple[str, str, int]]:
        """Events (aggregate type and id, sequence) that the feed returns before the aggregate's previous event."""
        ...

    async def missing_deliveries(self, tx: Transaction) -> Sequence[tuple[UUID, str]]:
        """Retained events without a delivery or dead letter for a consumer that was registered before them."""
        ...

    async def orphaned_deliveries(self, tx: Transaction) -> Sequence[tuple[UUID, str]]:
        """Deliveries and dead letters without their event, unless it was pruned after the delivery was done."""
        ...

    async def repeated_deliveries(self, tx: Transaction) -> Sequence[tuple[UUID, str]]:
        """Deliveries that are both pending and done."""
        ...

    async def missing_days(self, tx: Transaction, first: date, last: date) -> Sequence[date]:
        """Days of the period for which events and deliveries have no partition."""
        ...

    async def rows_without_day(self, tx: Transaction) -> int:
        """Number of retained rows that arrived while their day had no partition; counted up to a limit."""
        ...

    async def dead_letters_still_pending(self, tx: Transaction) -> Sequence[tuple[UUID, str]]:
        """Deliveries that are also dead letters."""
        ...

    async def overdue_deliveries(self, tx: Transaction, since: datetime) -> Sequence[tuple[UUID, str, datetime]]:
        """Deliveries that were due before `since` and are not done, with their due times."""
        ...

    async def unanswered_requests(self, tx: Transaction, since: datetime) -> Sequence[tuple[str, datetime]]:
        """Requests (method and path) that started before `since` and have no stored response, with their times."""
        ...

    async def overprivileged_role(self, tx: Transaction) -> str | None:
        """Return the program's database role if it can change the audit log or act as the table owner."""
        ...
