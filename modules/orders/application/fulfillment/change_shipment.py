"""Update, deliver and cancel shipments."""

from collections.abc import Callable
from dataclasses import dataclass

from modules.orders.application.order_command import SubresourceCommand
from modules.orders.application.order_parts import locked_shipment, save_change
from modules.orders.domain.fulfillment import shipping
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.unit_of_work import Begin

Label = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTrackingCommand(SubresourceCommand[Shipment]):
    """`amend` maps the current label to the new one."""

    amend: Callable[[Label], Label]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverShipmentCommand(SubresourceCommand[Shipment]):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelShipmentCommand(SubresourceCommand[Shipment]):
    pass


SCOPE = "fulfillment:write"


class ChangeTracking:
    """Requires fulfillment:write."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: ChangeTrackingCommand) -> Shipment:
        """Raises NotFound, Forbidden, VersionMismatch, Invalid, Conflict `invalid_transition`."""
        async with self._begin(command) as work:
            order, shipment = await locked_shipment(work, command, SCOPE)
            label = command.amend((shipment.carrier, shipment.tracking_number))
            if shipping.change_tracking(order, shipment, *label, work.tx.now, command.metadata):
                work.shipments.save(shipment)
                save_change(work, order, command, "shipment_changed", shipment_id=shipment.id)
            await work.commit(shipment)
        return shipment


class DeliverShipment:
    """Requires fulfillment:write."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: DeliverShipmentCommand) -> Shipment:
        """Raises NotFound, Forbidden, VersionMismatch, Conflict `invalid_transition`."""
        async with self._begin(command) as work:
            order, shipment = await locked_shipment(work, command, SCOPE)
            shipping.deliver(order, shipment, work.tx.now, command.metadata)
            work.shipments.save(shipment)
            save_change(work, order, command, "delivered", shipment_id=shipment.id)
            await work.commit(shipment)
        return shipment


class CancelShipment:
    """Requires fulfillment:write. Reserves the units again at their location."""

    def __init__(self, begin: Begin, stock: Stock) -> None:
        self._begin = begin
        self._stock = stock

    async def __call__(self, command: CancelShipmentCommand) -> Shipment:
        """Raises NotFound, Forbidden, VersionMismatch, Conflict `invalid_transition`."""
        async with self._begin(command) as work:
            order, shipment = await locked_shipment(work, command, SCOPE)
            returns = await work.returns.list_by_order(order.id)
            shipping.ensure_cancellable(order, shipment, returns)
            units, code = shipment.units, shipment.location_code
            left = await self._stock.restore(work.tx, order.id, code, units, command.metadata)
            shipping.cancel_shipment(order, shipment, left, returns, work.tx.now, command.metadata)
            work.shipments.save(shipment)
            save_change(work, order, command, "shipment_cancelled", shipment_id=shipment.id)
            await work.commit(shipment)
        return shipment
