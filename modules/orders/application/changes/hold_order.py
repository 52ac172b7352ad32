"""Put a confirmed order on hold."""

from dataclasses import dataclass

from modules.orders.application.audit import audit
from modules.orders.application.order_access import changeable
from modules.orders.application.order_command import OrderCommand
from modules.orders.domain.fulfillment.stock_movements import STOCK_SHORTFALL
from modules.orders.domain.order.erasure import CUSTOMER_ERASED, ERASED
from modules.orders.domain.order.errors import field_error
from modules.orders.domain.order.order import Order
from modules.orders.domain.settlement.disputes import DISPUTE
from modules.orders.ports.unit_of_work import Begin


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldOrderCommand(OrderCommand[Order]):
    reason: str


RESERVED = frozenset({STOCK_SHORTFALL, DISPUTE, CUSTOMER_ERASED, ERASED})
"""Reasons of holds that the system places and ends itself."""


class HoldOrder:
    """Requires orders:write."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: HoldOrderCommand) -> Order:
        """Raises NotFound, Forbidden, VersionMismatch, Conflict `invalid_transition`, Invalid for a reserved reason."""
        if command.reason in RESERVED:
            message = f"`{command.reason}` is reserved for holds placed by the system. Use another reason."
            raise field_error("/reason", "reserved_value", message)
        async with self._begin(command) as work:
            found = await work.orders.lock(command.order_id)
            order = changeable(command.principal, found, command.if_version, by_owner=False)
            order.put_on_hold(command.reason, work.tx.now, command.metadata)
            audit(work.tx, "held", command, order=order)
            work.orders.save(order)
            await work.commit(order)
        return order
