"""Move reserved units of an order to another location."""

from dataclasses import dataclass

from modules.orders.application.locked_subresources import save_change
from modules.orders.application.order_access import authorized
from modules.orders.application.order_command import OrderCommand
from modules.orders.domain.fulfillment import shipping
from modules.orders.domain.order.order import Order
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.unit_of_work import Begin


@dataclass(frozen=True, slots=True, kw_only=True)
class ReallocateUnitsCommand(OrderCommand[Order]):
    """Moves reserved units of a line from the `source` to the `target` location."""

    line_id: int
    quantity: int
    source: str
    target: str


class ReallocateUnits:
    """Requires fulfillment:write."""

    def __init__(self, begin: Begin, stock: Stock) -> None:
        self._begin = begin
        self._stock = stock

    async def __call__(self, command: ReallocateUnitsCommand) -> Order:
        """Raises NotFound, Forbidden, VersionMismatch, Invalid, Conflict `invalid_transition`, `not_reserved_here` or
        `insufficient_stock`.
        """
        async with self._begin(command) as work:
            found = await work.orders.lock(command.order_id)
            order = authorized(command.principal, found, command.if_version, scope="fulfillment:write")
            shipping.ensure_reallocatable(order, command.line_id)
            left = await self._stock.reallocate(
                work.tx,
                order.id,
                command.line_id,
                command.quantity,
                command.source,
                command.target,
                command.metadata,
            )
            shipping.record_reallocation(order, left, now=work.tx.now, metadata=command.metadata)
            save_change(work, order, command, verb="reallocated")
            await work.commit(order)
        return order
