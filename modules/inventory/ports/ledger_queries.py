"""Read-only queries of stock levels and the ledger. They lock nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from modules.inventory.domain.ledger import ChainDefect, LedgerEntry
from shared.kernel.paging import Page, PageRequest


@dataclass(frozen=True, slots=True)
class LevelView:
    """One SKU at one location. `ledger_seq` is the number of its last ledger entry."""

    sku: str
    location_code: str
    on_hand: int
    reserved: int
    unavailable: int
    ledger_seq: int
    updated_at: datetime | None

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved - self.unavailable


@dataclass(frozen=True, slots=True)
class EntryView:
    id: int
    entry: LedgerEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class LowStock:
    sku: str
    name: str
    available: int
    on_hand: int
    threshold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFilter:
    """`below`: upper bound of the available units, exclusive. `at`: levels as of this time, from the ledger."""

    sku: str | None = None
    location_code: str | None = None
    below: int | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """The time range is half open: from `since`, before `until`."""

    sku: str | None = None
    location_code: str | None = None
    kind: str | None = None
    order_id: int | None = None
    reference: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LedgerVerification:
    """The result of verifying chains. `defects` has the first invalid entry of each broken chain."""

    chains: int
    entries: int
    defects: Sequence[ChainDefect]


class LedgerQueries(Protocol):
    async def get_level(self, sku: str, location_code: str) -> LevelView | None: ...

    async def list_levels(self, wanted: PageRequest, where: LevelFilter) -> Page[LevelView]:
        """Sorts: sku, location_code."""
        ...

    async def get_entry(self, entry_id: int) -> EntryView | None: ...

    async def list_entries(self, wanted: PageRequest, where: EntryFilter) -> Page[EntryView]:
        """Sort: id."""
        ...

    async def list_low_stock(self, wanted: PageRequest, threshold: int | None, default: int) -> Page[LowStock]:
        """Active products at or below their own threshold, else the given one, else the default. Sort: sku."""
        ...

    async def verify(self, sku: str | None = None, location_code: str | None = None) -> LedgerVerification:
        """Recompute every hash of the chains, optionally of one SKU or location."""
        ...
