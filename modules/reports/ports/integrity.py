"""What doctor asks of this module's data."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from modules.reports.domain.counting import OrderCounts
from modules.reports.domain.progress import Progress
from modules.reports.domain.reports import RefusedRow
from shared.kernel.transaction import Transaction


class WrongTotal(NamedTuple):
    """Figures that are not the sum of what the orders are counted with."""

    key: str
    stored: Sequence[int]
    expected: Sequence[int]


class Integrity(Protocol):
    async def list_wrong_totals(self, tx: Transaction) -> Sequence[WrongTotal]: ...

    async def get_order_counts(self, tx: Transaction, order_ids: Sequence[int]) -> Mapping[int, OrderCounts]:
        """What those of the orders that are counted are counted with."""
        ...

    async def list_newest_counted(self, tx: Transaction, at_most: int) -> Sequence[int]:
        """The newest orders that are counted with something."""
        ...

    async def list_orders_with_pending_events(self, tx: Transaction) -> Collection[int]:
        """Orders of which something has happened that is not counted yet, or was given up."""
        ...

    async def list_refused_demand(self, tx: Transaction) -> Sequence[RefusedRow]:
        """The refused demand that is kept, by day and SKU."""
        ...

    async def progress(self, tx: Transaction) -> Progress: ...
