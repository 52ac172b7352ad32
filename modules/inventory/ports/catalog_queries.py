"""Read-only queries of products, locations and reservations. They lock nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from modules.inventory.domain.location import Location
from modules.inventory.domain.product import Product
from modules.inventory.public import Allocation, Availability, Offer, StockEntry
from shared.kernel.paging import Page, PageRequest
from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFilter:
    """None means any. `q` searches SKU, name and barcodes; `in_stock`: whether a unit can be reserved now."""

    q: str | None = None
    active: bool | None = None
    in_stock: bool | None = None
    barcode: str | None = None
    updated_from: datetime | None = None
    updated_to: datetime | None = None


class CatalogQueries(Protocol):
    async def get_product(self, sku: str) -> Product | None: ...

    async def list_products(self, wanted: PageRequest, where: ProductFilter) -> Page[Product]:
        """Includes archived products only for `active=False`. Sorts: created_at, updated_at, sku, name, price_cents."""
        ...

    async def get_location(self, code: str) -> Location | None: ...

    async def list_locations(self, wanted: PageRequest, *, active: bool | None = None) -> Page[Location]: ...

    async def get_availability(self, skus: Sequence[str]) -> Mapping[str, Availability]:
        """The availability of the existing SKUs, by one statement."""
        ...


class InventoryQueries(Protocol):
    """Queries in the caller's transaction, as `InventoryApi` specifies them."""

    async def get_offers(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Offer]: ...

    async def get_availability(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Availability]: ...

    async def get_allocations(self, tx: Transaction, order_id: int) -> Sequence[Allocation]:
        """The order's open reservations, in the order in which they were made."""
        ...

    async def get_allocations_by_order(
        self, tx: Transaction, order_ids: Sequence[int]
    ) -> Mapping[int, Sequence[Allocation]]:
        """The same for many orders, without those that have none."""
        ...

    async def list_ledger_entries(self, tx: Transaction, order_id: int) -> Sequence[StockEntry]:
        """The ledger entries of the order, oldest first."""
        ...

    async def list_orders_with_suspended_expiry(self, tx: Transaction) -> Collection[int]:
        """Ids of the orders whose holds do not expire."""
        ...

    async def list_deallocated_orders(self, tx: Transaction, order_id: int | None = None) -> Collection[int]:
        """Ids of the orders with deallocated units that have not been allocated again."""
        ...

    async def list_reserved_units(self, tx: Transaction) -> Mapping[int, tuple[int, int]]:
        """Reserved and backordered units by order id."""
        ...
