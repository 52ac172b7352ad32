"""Inventory as a neighbour in the same process: implements `InventoryApi`."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from modules.inventory.application.commit_stock import CommitStock
from modules.inventory.application.hold_stock import HoldStock
from modules.inventory.application.release_stock import ReleaseStock
from modules.inventory.application.reserve_stock import ReserveStock
from modules.inventory.ports.catalogue import Offers
from modules.inventory.public import Allocation, Availability, Demand, Offer, Reserved, Shortage
from shared.kernel.events import Cause
from shared.kernel.transaction import Transaction


class InProcessInventory:
    def __init__(
        self, offers: Offers, reserve: ReserveStock, commit: CommitStock, release: ReleaseStock, hold: HoldStock
    ) -> None:
        self._offers = offers
        self._reserve = reserve
        self._commit = commit
        self._release = release
        self._hold = hold

    async def offers(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Offer]:
        return await self._offers.offers(tx, skus)

    async def availability(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Availability]:
        return await self._offers.availability(tx, skus)

    async def allocations(self, tx: Transaction, order_id: int) -> Sequence[Allocation]:
        return await self._offers.allocations(tx, order_id)

    async def promised(self, tx: Transaction) -> Mapping[int, tuple[int, int]]:
        return await self._offers.promised(tx)

    async def reserve_many(self, tx: Transaction, demands: Sequence[Demand]) -> Sequence[Reserved | Shortage]:
        return await self._reserve(tx, demands)

    async def commit(self, tx: Transaction, order_id: int, cause: Cause) -> None:
        await self._commit(tx, order_id, cause)

    async def release(
        self, tx: Transaction, order_id: int, cause: Cause, units: Mapping[int, int] | None = None
    ) -> None:
        await self._release(tx, order_id, cause, units)

    async def pin(self, tx: Transaction, order_id: int, cause: Cause) -> bool:
        return await self._hold.pin(tx, order_id)

    async def unpin(self, tx: Transaction, order_id: int, expires_at: datetime, cause: Cause) -> None:
        await self._hold.unpin(tx, order_id, expires_at)
