"""Expire unpaid orders and release their stock."""

from uuid import uuid4

from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.promotions import Promotions
from modules.orders.ports.unit_of_work import Begin
from shared.kernel.errors import DomainError
from shared.kernel.events import EventMetadata

BATCH = 200


class ExpireOrders:
    """Expires each order in its own transaction with its row locked, so expiry, cancellation and payment exclude
    each other.

    Several processes may run it at once; orders locked by another transaction are skipped.
    """

    def __init__(self, begin: Begin, stock: Stock, promotions: Promotions) -> None:
        self._begin = begin
        self._stock = stock
        self._promotions = promotions

    async def __call__(self) -> int:
        """Returns the number of expired orders, at most `BATCH`. Orders that cannot expire now are retried later."""
        async with self._begin() as work:
            due = await work.orders.list_overdue(BATCH)
        metadata = EventMetadata(actor="system", request_id=f"expiry-{uuid4()}")
        expired = 0
        for order_id in due:
            try:
                expired += await self._expire(order_id, metadata)
            except DomainError:
                continue
        return expired

    async def _expire(self, order_id: int, metadata: EventMetadata) -> bool:
        async with self._begin() as work:
            order = await work.orders.lock(order_id, wait=False)
            if order is None or not order.is_overdue(work.tx.now):
                return False
            order.expire(work.tx.now, metadata)
            await self._promotions.release(work.tx, order)
            await self._stock.release(work.tx, order.id, metadata)
            work.orders.save(order)
            await work.commit()
        return True
