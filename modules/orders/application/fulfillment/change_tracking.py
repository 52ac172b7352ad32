"""Change a shipment's carrier and tracking number."""

from collections.abc import Callable
from dataclasses import dataclass

from modules.orders.application.locked_subresources import locked_shipment, save_change
from modules.orders.application.order_command import SubresourceCommand
from modules.orders.domain.fulfillment import shipping
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.ports.unit_of_work import Begin

Label = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTrackingCommand(SubresourceCommand[Shipment]):
    """`amend` maps the current label to the new one."""

    amend: Callable[[Label], Label]


class ChangeTracking:
    """Requires fulfillment:write."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: ChangeTrackingCommand) -> Shipment:
        """Raises NotFound, Forbidden, VersionMismatch, Invalid, Conflict `invalid_transition`."""
        async with self._begin(command) as work:
            order, shipment = await locked_shipment(work, command, "fulfillment:write")
            carrier, number = command.amend((shipment.carrier, shipment.tracking_number))
            if shipping.change_tracking(
                order,
                shipment,
                carrier=carrier,
                tracking_number=number,
                now=work.tx.now,
                metadata=command.metadata,
            ):
                work.shipments.save(shipment)
                save_change(work, order, command, verb="shipment_changed", shipment_id=shipment.id)
            await work.commit(shipment)
        return shipment
