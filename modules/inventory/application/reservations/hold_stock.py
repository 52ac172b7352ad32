"""Pinning and unpinning an order's holds, while its payment is under way and after it failed."""

from datetime import datetime

from modules.inventory.ports.unit_of_work import Join
from shared.kernel.transaction import Transaction


class HoldStock:
    """Neither changes the stock, so neither is told; both may be repeated."""

    def __init__(self, join: Join) -> None:
        self._join = join

    async def suspend_expiry(self, tx: Transaction, order_id: int) -> bool:
        """False, and nothing pinned, if a hold has already gone."""
        work = self._join(tx)
        order = await work.reservations.lock_order(order_id)
        expiry_suspended = order.suspend_expiry()
        work.reservations.save([order])
        return expiry_suspended

    async def resume_expiry(self, tx: Transaction, order_id: int, expires_at: datetime) -> None:
        work = self._join(tx)
        order = await work.reservations.lock_order(order_id)
        order.resume_expiry(expires_at)
        work.reservations.save([order])
