"""Mark a shipment as delivered."""

from dataclasses import dataclass

from modules.orders.application.locked_subresources import locked_shipment, save_change
from modules.orders.application.order_command import SubresourceCommand
from modules.orders.domain.fulfillment import shipping
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.ports.unit_of_work import Begin


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverShipmentCommand(SubresourceCommand[Shipment]):
    pass


class DeliverShipment:
    """Requires fulfillment:write."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: DeliverShipmentCommand) -> Shipment:
        """Raises NotFound, Forbidden, VersionMismatch, Conflict `invalid_transition`."""
        async with self._begin(command) as work:
            order, shipment = await locked_shipment(work, command, "fulfillment:write")
            shipping.deliver(order, shipment, now=work.tx.now, metadata=command.metadata)
            work.shipments.save(shipment)
            save_change(work, order, command, verb="delivered", shipment_id=shipment.id)
            await work.commit(shipment)
        return shipment
