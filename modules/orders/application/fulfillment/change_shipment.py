"""Update, deliver and cancel shipments."""

from modules.orders.application.fulfillment_commands import ChangeTrackingCommand, SubresourceCommand
from modules.orders.application.order_parts import locked_shipment, save_change
from modules.orders.domain.fulfillment import shipping
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.unit_of_work import UnitOfWorkFactory
from shared.kernel.idempotency import Reply

SCOPE = "fulfillment:write"


class ChangeTracking:
    """Requires fulfillment:write."""

    def __init__(self, begin: UnitOfWorkFactory) -> None:
        self._begin = begin

    async def __call__(self, command: ChangeTrackingCommand, reply: Reply[Shipment] | None = None) -> Shipment:
        """Raises NotFound, Forbidden, VersionMismatch, Invalid, Conflict `invalid_transition`."""
        async with self._begin(reply.claim if reply else None) as work:
            order, shipment = await locked_shipment(work, command, SCOPE)
            label = command.amend((shipment.carrier, shipment.tracking_number))
            if shipping.change_tracking(order, shipment, *label, work.tx.now, command.cause):
                work.shipments.save(shipment)
                save_change(work, order, command, "shipment_changed", shipment_id=shipment.id)
            await work.commit(reply, shipment)
        return shipment


class DeliverShipment:
    """Requires fulfillment:write."""

    def __init__(self, begin: UnitOfWorkFactory) -> None:
        self._begin = begin

    async def __call__(self, command: SubresourceCommand, reply: Reply[Shipment] | None = None) -> Shipment:
        """Raises NotFound, Forbidden, VersionMismatch, Conflict `invalid_transition`."""
        async with self._begin(reply.claim if reply else None) as work:
            order, shipment = await locked_shipment(work, command, SCOPE)
            shipping.deliver(order, shipment, work.tx.now, command.cause)
            work.shipments.save(shipment)
            save_change(work, order, command, "delivered", shipment_id=shipment.id)
            await work.commit(reply, shipment)
        return shipment


class CancelShipment:
    """Requires fulfillment:write. Reserves the units again at their location."""

    def __init__(self, begin: UnitOfWorkFactory, stock: Stock) -> None:
        self._begin = begin
        self._stock = stock

    async def __call__(self, command: SubresourceCommand, reply: Reply[Shipment] | None = None) -> Shipment:
        """Raises NotFound, Forbidden, VersionMismatch, Conflict `invalid_transition`."""
        async with self._begin(reply.claim if reply else None) as work:
            order, shipment = await locked_shipment(work, command, SCOPE)
            returns = await work.returns.list_by_order(order.id)
            shipping.ensure_cancellable(order, shipment, returns)
            units, code = shipment.units, shipment.location_code
            left = await self._stock.restore(work.tx, order.id, code, units, command.cause)
            shipping.cancel_shipment(order, shipment, left, returns, work.tx.now, command.cause)
            work.shipments.save(shipment)
            save_change(work, order, command, "shipment_cancelled", shipment_id=shipment.id)
            await work.commit(reply, shipment)
        return shipment
