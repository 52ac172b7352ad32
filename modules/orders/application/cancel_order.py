"""Calling an order off before it is paid."""

from modules.orders.application.announce import announce
from modules.orders.application.audit import audit
from modules.orders.application.commands import CancelOrder
from modules.orders.application.visibility import changeable
from modules.orders.domain.order import Order
from modules.orders.ports.stock import Stock
from modules.orders.ports.unit_of_work import Begin
from shared.kernel.idempotency import Reply


class Cancel:
    """By its customer, its guest, or orders:write; the stock is free again in the same transaction."""

    def __init__(self, begin: Begin, stock: Stock) -> None:
        self._begin = begin
        self._stock = stock

    async def __call__(self, command: CancelOrder, reply: Reply[Order] | None = None) -> Order:
        """Raises NotFound, Forbidden, VersionMismatch, Conflict `invalid_transition`."""
        async with self._begin(reply.claim if reply else None) as work:
            found = await work.orders.lock(command.order_id)
            order = changeable(command.principal, found, command.if_version, by_owner=True)
            before = order.status
            order.cancel(command.reason, work.tx.now, command.cause)
            await self._stock.release(work.tx, order.id, command.cause)
            work.orders.save(order)
            announce(work.tx, order)
            audit(work.tx, "cancelled", command, order, status=[before.value, order.status.value])
            await work.commit(reply, order)
        return order
