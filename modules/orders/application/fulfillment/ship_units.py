"""Ship units of an order."""

from collections.abc import Mapping
from dataclasses import dataclass

from modules.orders.application.fulfillment.change_tracking import Label
from modules.orders.application.locked_subresources import save_change
from modules.orders.application.order_access import authorized
from modules.orders.application.order_command import OrderCommand
from modules.orders.domain.fulfillment import shipping
from modules.orders.domain.fulfillment.shipment import Shipment, ShippedLine
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.unit_of_work import Begin


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipUnitsCommand(OrderCommand[Shipment]):
    """`units` by line id. `location_code` None: the location where all of them are reserved."""

    units: Mapping[int, int]
    location_code: str | None = None
    label: Label = (None, None)


class ShipUnits:
    """Requires fulfillment:write.

    One transaction consumes the stock of one location, counts the units as shipped and requests the capture of
    an authorized payment.
    """

    def __init__(self, begin: Begin, stock: Stock) -> None:
        self._begin = begin
        self._stock = stock

    async def __call__(self, command: ShipUnitsCommand) -> Shipment:
        """Raises NotFound, Forbidden, VersionMismatch, Invalid, Conflict `invalid_transition`, `order_on_hold`,
        `already_refunded`, `payment_required`, `over_fulfilment` or `not_reserved_here`.
        """
        async with self._begin(command) as work:
            found = await work.orders.lock(command.order_id)
            order = authorized(command.principal, found, command.if_version, scope="fulfillment:write")
            tx, now, metadata = work.tx, work.tx.now, command.metadata
            shipping.ensure_shippable(order, command.units, now)
            shipping.capture_authorized(order, now)
            code = command.location_code or shipping.shipping_location(
                command.units, await self._stock.allocations(tx, order.id)
            )
            (shipment_id,) = await work.orders.next_ids(1, "shipment")
            returns = await work.returns.list_by_order(order.id)
            carrier, tracking_number = command.label
            shipment = Shipment(
                id=shipment_id,
                order_id=order.id,
                location_code=code,
                items=[ShippedLine(line_id=line_id, quantity=count) for line_id, count in command.units.items()],
                carrier=carrier,
                tracking_number=tracking_number,
                created_at=now,
                updated_at=now,
            )
            left = await self._stock.consume(tx, order.id, code, command.units, metadata)
            shipping.ship(order, shipment, left, returns=returns, now=now, metadata=metadata)
            work.shipments.add(shipment)
            save_change(work, order, command, verb="shipped", shipment_id=shipment.id)
            await work.commit(shipment)
        return shipment
