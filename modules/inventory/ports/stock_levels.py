"""Stock as it lies on its shelves, locked while it is decided on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from modules.inventory.domain.ledger import LedgerEntry
from modules.inventory.domain.reservation_planner import PlannedShortage
from modules.inventory.domain.stock import Stock


class LockedStock(NamedTuple):
    """`by_priority`: the codes of all locations that serve any of these stocks, the preferred first."""

    stocks: Mapping[str, Stock]
    by_priority: Sequence[str]


class StockLevelRepository(Protocol):
    async def lock(self, skus: Iterable[str]) -> LockedStock:
        """The stock of those SKUs that exist, kept from others until the end, in one sorted statement.

        Writes what was noted before, so that it is seen. Unavailable if a level was made just
        now: the work is to begin again.
        """
        ...

    async def create_missing(self, places: Iterable[tuple[str, str]]) -> None:
        """Make the levels (SKU, location code) that do not exist yet, empty."""
        ...

    async def next_entry_ids(self, count: int) -> Sequence[int]:
        """Ids for entries that must be known before they are written, ascending."""
        ...

    def save(self, stocks: Iterable[Stock], entries: Iterable[LedgerEntry], ids: Sequence[int] = ()) -> None:
        """Note the levels that changed, and the entries; the first entries get the `ids`."""
        ...

    async def find_booked_skus(self, reference: str, skus: Sequence[str]) -> set[str]:
        """Which of the SKUs have an entry of that reference."""
        ...

    def record_unmet_demand(self, request_key: str, shortages: Iterable[PlannedShortage], at: datetime) -> None:
        """Note demand that could not be met; what is noted under the key already is left as it is."""
        ...
