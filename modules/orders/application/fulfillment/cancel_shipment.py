"""Cancel a shipment."""

from dataclasses import dataclass

from modules.orders.application.locked_subresources import locked_shipment, save_change
from modules.orders.application.order_command import SubresourceCommand
from modules.orders.domain.fulfillment import shipping
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.unit_of_work import Begin


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelShipmentCommand(SubresourceCommand[Shipment]):
    pass


class CancelShipment:
    """Requires fulfillment:write. Reserves the units again at their location."""

    def __init__(self, begin: Begin, stock: Stock) -> None:
        self._begin = begin
        self._stock = stock

    async def __call__(self, command: CancelShipmentCommand) -> Shipment:
        """Raises NotFound, Forbidden, VersionMismatch, Conflict `invalid_transition`."""
        async with self._begin(command) as work:
            order, shipment = await locked_shipment(work, command, "fulfillment:write")
            returns = await work.returns.list_by_order(order.id)
            shipping.ensure_cancellable(order, shipment, returns)
            units, code = shipment.units, shipment.location_code
            left = await self._stock.restore(work.tx, order.id, code, units, command.metadata)
            shipping.cancel_shipment(order, shipment, left, returns=returns, now=work.tx.now, metadata=command.metadata)
            work.shipments.save(shipment)
            save_change(work, order, command, verb="shipment_cancelled", shipment_id=shipment.id)
            await work.commit(shipment)
        return shipment
