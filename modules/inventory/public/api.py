"""What other modules may ask of inventory."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from modules.inventory.public.terms import (
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
    """Every call works inside the caller's transaction and locks stock rows in (sku, location) order."""

    async def get_offers(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Offer]:
        """The offers of those SKUs that exist, archived ones with `active` False. Locks nothing."""

    async def get_availability(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Availability]:
        """What could be reserved at this moment. Locks nothing."""

    async def get_allocations(self, tx: Transaction, order_id: int) -> Sequence[Allocation]:
        """Where the order's units are at this moment; one statement. Locks nothing."""

    async def get_allocations_by_order(
        self, tx: Transaction, order_ids: Sequence[int]
    ) -> Mapping[int, Sequence[Allocation]]:
        """Where the live units of many orders are; orders without any are left out. One statement, locks nothing."""

    async def list_ledger_entries(self, tx: Transaction, order_id: int) -> Sequence[StockEntry]:
        """The ledger's entries about the order, the oldest first; one statement. Locks nothing."""

    async def list_orders_with_suspended_expiry(self, tx: Transaction) -> Collection[int]:
        """The orders whose holds are kept from expiring. For comparing books."""

    async def list_deallocated_orders(self, tx: Transaction, order_id: int | None = None) -> Collection[int]:
        """The orders with deallocated units that have not been filled: all, or the given one if it is one of them."""

    async def list_reserved_units(self, tx: Transaction) -> Mapping[int, tuple[int, int]]:
        """Units set aside and units waited for, of all orders that have any. For comparing books."""

    async def reserve_many(self, tx: Transaction, demands: Sequence[Demand]) -> Sequence[Reserved | InsufficientStock]:
        """Meet the demands in their order, each wholly or not at all, by a fixed number of statements; once a
        transaction. Before one is refused, holds that have outlived their `expires_at` are expired.
        """

    async def commit(self, tx: Transaction, order_id: int, cause: EventMetadata) -> None:
        """Turn the order's holds into commitments. Conflict `hold_lost` if one is already gone."""

    async def release(
        self, tx: Transaction, order_id: int, cause: EventMetadata, units: Mapping[int, int] | None = None
    ) -> None:
        """Give the order's units back (`units` by line id, else all); what is already released stays so."""

    async def suspend_expiry(self, tx: Transaction, order_id: int, cause: EventMetadata) -> bool:
        """Keep the order's holds from expiring while money is under way; False if one is gone."""

    async def resume_expiry(self, tx: Transaction, order_id: int, expires_at: datetime, cause: EventMetadata) -> None:
        """Let the order's holds expire again, at the given time."""

    async def consume(
        self, tx: Transaction, order_id: int, location_code: str, units: Mapping[int, int], cause: EventMetadata
    ) -> None:
        """Committed units leave the house from one location: so many of each line, all or nothing.

        On hand and reserved go down together; availability does not change. Lines without
        stock-keeping are left alone. Conflict `not_reserved_here {reserved_at}`, with the codes of
        the places where the short lines' committed units lie, unless that many of each lie there.
        """

    async def consume_lines(
        self, tx: Transaction, order_id: int, line_ids: Collection[int], cause: EventMetadata
    ) -> None:
        """Consume every committed unit of these lines, at whichever locations it lies.

        For lines that need no parcel. Units waited for and lines without stock-keeping are left alone.
        """

    async def restore(
        self, tx: Transaction, order_id: int, location_code: str, units: Mapping[int, int], cause: EventMetadata
    ) -> None:
        """Undo a `consume`: the units are on hand there and committed to their lines again.

        What was consumed last comes back first. Lines without stock-keeping are left alone.
        Restoring more than was consumed there is an error of the caller, no refusal.
        """

    async def reallocate(
        self,
        tx: Transaction,
        order_id: int,
        line_id: int,
        quantity: int,
        source: str,
        target: str,
        cause: EventMetadata,
    ) -> None:
        """Commit units of a line at the target in place of those at the source, which go to waiting orders first.

        Raises Conflict `not_reserved_here {reserved_at}`, Conflict `insufficient_stock {items}` with
        what is available at the target, Invalid (pointer `/to`) unless the target is another active location.
        """

    async def return_stock(
        self, tx: Transaction, order_id: int, units: Sequence[ReturnedUnits], cause: EventMetadata
    ) -> None:
        """Returned goods arrive: `restock` to be sold again, to waiting orders first; `quarantine` and `damaged`
        on hand but unavailable; `discard` nowhere.

        Products without stock-keeping are left alone. Invalid (`/items/<n>/location_code`, n counts `units`
        from 0) naming every place that is no active location. That no more come back than went is the caller's care.
        """
