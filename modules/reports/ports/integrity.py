"""Port: finds inconsistent figures."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from modules.reports.domain.counting import OrderCounts
from modules.reports.domain.progress import Progress
from modules.reports.domain.reports import UnmetDemandRow
from shared.kernel.transaction import Transaction


class WrongTotal(NamedTuple):
    """A total that differs from the sum of the orders' figures."""

    key: str
    stored: Sequence[int]
    expected: Sequence[int]


class Integrity(Protocol):
    async def list_wrong_totals(self, tx: Transaction) -> Sequence[WrongTotal]: ...

    async def get_order_counts(self, tx: Transaction, order_ids: Sequence[int]) -> Mapping[int, OrderCounts]:
        """Return the stored figures of those orders that have any."""
        ...

    async def list_newest_counted(self, tx: Transaction, at_most: int) -> Sequence[int]:
        """Return the ids of the newest orders that have figures."""
        ...

    async def list_orders_with_pending_events(self, tx: Transaction) -> Collection[int]:
        """Return the ids of orders with events that are pending or dead letters."""
        ...

    async def list_unmet_demand(self, tx: Transaction) -> Sequence[UnmetDemandRow]:
        """Return the stored unmet demand by day and SKU."""
        ...

    async def progress(self, tx: Transaction) -> Progress: ...
