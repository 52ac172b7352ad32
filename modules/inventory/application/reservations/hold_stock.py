"""Pinning and unpinning an order's holds, while its payment is under way and after it failed."""

from datetime import datetime

from modules.inventory.ports.unit_of_work import Join
from shared.kernel.transaction import Transaction


class HoldStock:
    """Neither changes the stock, so neither is told; both may be repeated."""

    def __init__(self, join: Join) -> None:
        self._join = join

    async def pin(self, tx: Transaction, order_id: int) -> bool:
        """False, and nothing pinned, if a hold has already gone."""
        work = self._join(tx)
        booking = await work.bookings.of_order(order_id)
        pinned = booking.pin()
        work.bookings.save([booking])
        return pinned

    async def unpin(self, tx: Transaction, order_id: int, expires_at: datetime) -> None:
        work = self._join(tx)
        booking = await work.bookings.of_order(order_id)
        booking.unpin(expires_at)
        work.bookings.save([booking])
