"""Suspend the expiry of an order's holds during a payment, and resume it after a failed one."""

from datetime import datetime

from modules.inventory.ports.unit_of_work import Join
from shared.kernel.transaction import Transaction


class SuspendExpiry:
    """Both are idempotent, and publish nothing because stock does not change."""

    def __init__(self, join: Join) -> None:
        self._join = join

    async def suspend_expiry(self, tx: Transaction, order_id: int) -> bool:
        """Returns False without a change if a hold has expired."""
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
