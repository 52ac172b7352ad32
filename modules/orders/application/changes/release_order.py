"""Release an order that is on hold."""

from dataclasses import dataclass

from modules.orders.application.audit import audit
from modules.orders.application.fulfillment.fulfill_digital import fulfill_digital
from modules.orders.application.order_access import changeable
from modules.orders.application.order_command import OrderCommand
from modules.orders.domain.order.order import Order
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.unit_of_work import Begin


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOrderCommand(OrderCommand[Order]):
    pass


class ReleaseOrder:
    """Requires orders:write. Fulfills the digital lines that were held back."""

    def __init__(self, begin: Begin, stock: Stock) -> None:
        self._begin = begin
        self._stock = stock

    async def __call__(self, command: ReleaseOrderCommand) -> Order:
        """Raises NotFound, Forbidden, VersionMismatch, Conflict `invalid_transition`, `shipping_address_erased`."""
        async with self._begin(command) as work:
            found = await work.orders.lock(command.order_id)
            order = changeable(command.principal, found, command.if_version, by_owner=False)
            order.release_hold(work.tx.now, command.metadata)
            await fulfill_digital(work.tx, self._stock, order, metadata=command.metadata)
            audit(work.tx, "released", command, order=order)
            work.orders.save(order)
            await work.commit(order)
        return order
