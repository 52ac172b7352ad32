"""The API of inventory for other modules."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from modules.inventory.public.types import (
    Allocation,
    Availability,
    Demand,
    InsufficientStock,
    Offer,
    Reserved,
    ReturnedUnits,
    StockEntry,
)
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


class InventoryApi(Protocol):
    """Every call runs in the caller's transaction and locks stock rows in (sku, location) order."""

    async def get_offers(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Offer]:
        """The offers of the existing SKUs; archived products have `active` False. Locks nothing."""

    async def get_availability(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Availability]:
        """Units that can be reserved now. Locks nothing."""

    async def get_allocations(self, tx: Transaction, order_id: int) -> Sequence[Allocation]:
        """The order's current allocations, by one statement. Locks nothing."""

    async def get_allocations_by_order(
        self, tx: Transaction, order_ids: Sequence[int]
    ) -> Mapping[int, Sequence[Allocation]]:
        """The current allocations of many orders, without orders that have none. One statement, locks nothing."""

    async def list_ledger_entries(self, tx: Transaction, order_id: int) -> Sequence[StockEntry]:
        """The ledger entries of the order, oldest first, by one statement. Locks nothing."""

    async def list_orders_with_suspended_expiry(self, tx: Transaction) -> Collection[int]:
        """Ids of the orders whose holds do not expire. For reconciliation."""

    async def list_deallocated_orders(self, tx: Transaction, order_id: int | None = None) -> Collection[int]:
        """Ids of the orders with deallocated units that have not been allocated again, optionally of one order."""

    async def list_reserved_units(self, tx: Transaction) -> Mapping[int, tuple[int, int]]:
        """Reserved and backordered units of each order that has any. For reconciliation."""

    async def reserve_many(self, tx: Transaction, demands: Sequence[Demand]) -> Sequence[Reserved | InsufficientStock]:
        """Reserve stock for the demands in their order, each completely or not at all. At most once per transaction.

        The number of statements is fixed. Overdue holds are expired before a demand is rejected.
        """

    async def commit(self, tx: Transaction, order_id: int, metadata: EventMetadata) -> None:
        """Turn the order's holds into commitments. Raises Conflict `hold_lost` if a hold has expired."""

    async def release(
        self, tx: Transaction, order_id: int, metadata: EventMetadata, units: Mapping[int, int] | None = None
    ) -> None:
        """Release the order's units: `units` by line id, or all of them. Released units stay released."""

    async def suspend_expiry(self, tx: Transaction, order_id: int, metadata: EventMetadata) -> bool:
        """Stop the order's holds from expiring while a payment is in progress. False if a hold has expired."""

    async def resume_expiry(
        self, tx: Transaction, order_id: int, expires_at: datetime, metadata: EventMetadata
    ) -> None:
        """Let the order's holds expire at the given time."""

    async def consume(
        self, tx: Transaction, order_id: int, location_code: str, units: Mapping[int, int], metadata: EventMetadata
    ) -> None:
        """Ship committed units of several lines from one location, all or nothing.

        On hand and reserved decrease together, so availability does not change. Untracked lines are ignored.
        Raises Conflict `not_reserved_here {reserved_at}` if a line has fewer committed units there; `reserved_at`
        are the locations of its committed units.
        """

    async def consume_lines(
        self, tx: Transaction, order_id: int, line_ids: Collection[int], metadata: EventMetadata
    ) -> None:
        """Ship all committed units of these lines, from all locations.

        For lines that are not sent as parcels. Backordered units and untracked lines are ignored.
        """

    async def restore(
        self, tx: Transaction, order_id: int, location_code: str, units: Mapping[int, int], metadata: EventMetadata
    ) -> None:
        """Undo a `consume`: the units are on hand there and committed to their lines again.

        The units consumed last are restored first. Untracked lines are ignored.
        Raises NotConsumed, a programming error, for more units than were consumed there.
        """

    async def reallocate(
        self,
        tx: Transaction,
        order_id: int,
        line_id: int,
        quantity: int,
        source: str,
        target: str,
        metadata: EventMetadata,
    ) -> None:
        """Move a line's commitment from the source to the target. Freed units go to backorders first.

        Raises Conflict `not_reserved_here {reserved_at}`, Conflict `insufficient_stock {items}` with
        what is available at the target, Invalid (pointer `/to`) unless the target is another active location.
        """

    async def return_stock(
        self, tx: Transaction, order_id: int, units: Sequence[ReturnedUnits], metadata: EventMetadata
    ) -> None:
        """Book returned units. `restock` makes them available, to backorders first; `quarantine` and `damaged`
        make them on hand but unavailable; `discard` books nothing.

        Untracked products are ignored. Raises Invalid (`/items/<n>/location_code`, n counts `units` from 0) for every
        location that is not active. The caller checks that no more units return than were shipped.
        """
