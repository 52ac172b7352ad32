"""Implements `InventoryApi` in the same process."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from modules.inventory.application.reservations.commit_stock import CommitStock
from modules.inventory.application.reservations.consume_stock import ConsumeStock
from modules.inventory.application.reservations.reallocate_stock import ReallocateStock
from modules.inventory.application.reservations.release_stock import ReleaseStock
from modules.inventory.application.reservations.reserve_stock import ReserveStock
from modules.inventory.application.reservations.restore_stock import RestoreStock
from modules.inventory.application.reservations.return_stock import ReturnStock
from modules.inventory.application.reservations.suspend_expiry import SuspendExpiry
from modules.inventory.ports.catalog_queries import InventoryQueries
from modules.inventory.public import (
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


class InProcessInventory:
    def __init__(
        self,
        offers: InventoryQueries,
        reserve: ReserveStock,
        commit: CommitStock,
        release: ReleaseStock,
        expiry: SuspendExpiry,
        consume: ConsumeStock,
        restore: RestoreStock,
        reallocate: ReallocateStock,
        return_stock: ReturnStock,
    ) -> None:
        self._offers = offers
        self._reserve = reserve
        self._commit = commit
        self._release = release
        self._expiry = expiry
        self._consume = consume
        self._restore = restore
        self._reallocate = reallocate
        self._take_back = return_stock

    async def get_offers(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Offer]:
        return await self._offers.get_offers(tx, skus)

    async def get_availability(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Availability]:
        return await self._offers.get_availability(tx, skus)

    async def get_allocations(self, tx: Transaction, order_id: int) -> Sequence[Allocation]:
        return await self._offers.get_allocations(tx, order_id)

    async def get_allocations_by_order(
        self, tx: Transaction, order_ids: Sequence[int]
    ) -> Mapping[int, Sequence[Allocation]]:
        return await self._offers.get_allocations_by_order(tx, order_ids)

    async def list_ledger_entries(self, tx: Transaction, order_id: int) -> Sequence[StockEntry]:
        return await self._offers.list_ledger_entries(tx, order_id)

    async def list_orders_with_suspended_expiry(self, tx: Transaction) -> Collection[int]:
        return await self._offers.list_orders_with_suspended_expiry(tx)

    async def list_deallocated_orders(self, tx: Transaction, order_id: int | None = None) -> Collection[int]:
        return await self._offers.list_deallocated_orders(tx, order_id)

    async def list_reserved_units(self, tx: Transaction) -> Mapping[int, tuple[int, int]]:
        return await self._offers.list_reserved_units(tx)

    async def reserve_many(self, tx: Transaction, demands: Sequence[Demand]) -> Sequence[Reserved | InsufficientStock]:
        return await self._reserve(tx, demands)

    async def commit(self, tx: Transaction, order_id: int, metadata: EventMetadata) -> None:
        await self._commit(tx, order_id, metadata)

    async def release(
        self, tx: Transaction, order_id: int, metadata: EventMetadata, units: Mapping[int, int] | None = None
    ) -> None:
        await self._release(tx, order_id, metadata, units)

    async def suspend_expiry(self, tx: Transaction, order_id: int, metadata: EventMetadata) -> bool:
        return await self._expiry.suspend_expiry(tx, order_id)

    async def resume_expiry(
        self, tx: Transaction, order_id: int, expires_at: datetime, metadata: EventMetadata
    ) -> None:
        await self._expiry.resume_expiry(tx, order_id, expires_at)

    async def consume(
        self, tx: Transaction, order_id: int, location_code: str, units: Mapping[int, int], metadata: EventMetadata
    ) -> None:
        await self._consume(tx, order_id, location_code, units, metadata)

    async def consume_lines(
        self, tx: Transaction, order_id: int, line_ids: Collection[int], metadata: EventMetadata
    ) -> None:
        await self._consume.lines(tx, order_id, line_ids, metadata)

    async def restore(
        self, tx: Transaction, order_id: int, location_code: str, units: Mapping[int, int], metadata: EventMetadata
    ) -> None:
        await self._restore(tx, order_id, location_code, units, metadata)

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
        await self._reallocate(tx, order_id, line_id, quantity, source, target, metadata)

    async def return_stock(
        self, tx: Transaction, order_id: int, units: Sequence[ReturnedUnits], metadata: EventMetadata
    ) -> None:
        await self._take_back(tx, order_id, units, metadata)
