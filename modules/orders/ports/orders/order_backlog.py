"""Port: counts orders and refunds that are not finished, at bounded cost."""

from typing import Protocol

from shared.kernel.transaction import Transaction


class OrderBacklogQueries(Protocol):
    """Counts end at 10,000."""

    async def count_unpaid_orders(self, tx: Transaction) -> float:
        """Orders that wait for their payment and reserve stock."""
        ...

    async def get_overdue_seconds(self, tx: Transaction) -> float:
        """Seconds since the oldest unpaid order should have expired; 0 if none is overdue."""
        ...

    async def count_failed_refunds(self, tx: Transaction) -> float:
        """Failed refunds that were neither retried nor dismissed."""
        ...
