"""Products, locations and offers for reading; nothing here locks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from modules.inventory.domain.location import Location
from modules.inventory.domain.product import Product
from modules.inventory.public import Allocation, Availability, Offer, StockEntry
from shared.kernel.paging import Page, PageRequest
from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """None: any. `q` is searched for in SKU, name and barcodes; `in_stock`: a unit of it can be reserved now."""

    q: str | None = None
    active: bool | None = None
    in_stock: bool | None = None
    barcode: str | None = None
    updated_from: datetime | None = None
    updated_to: datetime | None = None


class CatalogueQueries(Protocol):
    async def get_product(self, sku: str) -> Product | None: ...

    async def list_products(self, wanted: PageRequest, where: ProductFilter) -> Page[Product]:
        """Archived ones only for `active=False`. Sorts: created_at, updated_at, sku, name, price_cents."""
        ...

    async def get_location(self, code: str) -> Location | None: ...

    async def list_locations(self, wanted: PageRequest, *, active: bool | None = None) -> Page[Location]: ...

    async def get_availability(self, skus: Sequence[str]) -> Mapping[str, Availability]:
        """Of those SKUs that exist; one statement."""
        ...


class InventoryQueries(Protocol):
    """The same questions inside somebody else's transaction."""

    async def get_offers(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Offer]: ...

    async def get_availability(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Availability]: ...

    async def get_allocations(self, tx: Transaction, order_id: int) -> Sequence[Allocation]:
        """Where the order's live units are, in the order they were set aside."""
        ...

    async def get_allocations_by_order(
        self, tx: Transaction, order_ids: Sequence[int]
    ) -> Mapping[int, Sequence[Allocation]]:
        """The same of many orders; those without live units are left out."""
        ...

    async def list_ledger_entries(self, tx: Transaction, order_id: int) -> Sequence[StockEntry]:
        """The ledger's entries about the order, the oldest first."""
        ...

    async def list_orders_with_suspended_expiry(self, tx: Transaction) -> Collection[int]:
        """Orders with holds that do not expire by themselves."""
        ...

    async def list_deallocated_orders(self, tx: Transaction, order_id: int | None = None) -> Collection[int]:
        """Orders with deallocated units that have not been filled; of the given order alone, or of all."""
        ...

    async def list_reserved_units(self, tx: Transaction) -> Mapping[int, tuple[int, int]]:
        """The units set aside and those waited for, by order."""
        ...
