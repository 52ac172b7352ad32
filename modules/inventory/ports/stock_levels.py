"""The repository of stock levels and ledger entries."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from modules.inventory.domain.ledger import LedgerEntry
from modules.inventory.domain.reservation_planner import PlannedShortage
from modules.inventory.domain.stock import Stock


class LockedStock(NamedTuple):
    """`by_priority` are the codes of all locations that fulfill from these stocks, the preferred ones first."""

    stocks: Mapping[str, Stock]
    by_priority: Sequence[str]


class StockLevelRepository(Protocol):
    async def lock(self, skus: Iterable[str]) -> LockedStock:
        """Lock the stock of the existing SKUs until the transaction ends, by one statement in sorted order.

        Flushes pending writes first. Raises Unavailable if another transaction has just created a level;
        the unit of work is then retried.
        """
        ...

    async def create_missing(self, places: Iterable[tuple[str, str]]) -> None:
        """Create the levels (SKU, location code) that do not exist, empty."""
        ...

    async def next_entry_ids(self, count: int) -> Sequence[int]:
        """Allocate ids for entries whose ids are needed before they are written, ascending."""
        ...

    def save(self, stocks: Iterable[Stock], entries: Iterable[LedgerEntry], ids: Sequence[int] = ()) -> None:
        """Write the changed levels and the entries on flush. The first entries get the `ids`."""
        ...

    async def find_booked_skus(self, reference: str, skus: Sequence[str]) -> set[str]:
        """The SKUs that have an entry with the reference."""
        ...

    def record_unmet_demand(self, request_key: str, shortages: Iterable[PlannedShortage], at: datetime) -> None:
        """Record unmet demand, unless the key is recorded already."""
        ...
