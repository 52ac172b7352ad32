"""Request a return."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from modules.orders.application.locked_subresources import owned_or_authorized, save_change
from modules.orders.application.order_command import OrderCommand
from modules.orders.domain.fulfillment import return_policy
from modules.orders.domain.fulfillment.customer_return import Return, ReturnItem
from modules.orders.ports.unit_of_work import Begin
from modules.orders.public import OrderPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReturnCommand(OrderCommand[Return]):
    items: Sequence[ReturnItem]


SCOPE = "returns:write"


class RequestReturn:
    """Allowed for the order's customer or guest within the return window, with returns:write at any time."""

    def __init__(self, begin: Begin, policy: OrderPolicy) -> None:
        self._begin = begin
        self._window = timedelta(days=policy.return_window_days)

    async def __call__(self, command: RequestReturnCommand) -> Return:
        """Raises NotFound, Forbidden, Invalid, Conflict `over_return` or `return_window_closed`."""
        async with self._begin(command) as work:
            found = await work.orders.lock(command.order_id)
            order = owned_or_authorized(command.principal, found, SCOPE, what="order", if_version=command.if_version)
            now = work.tx.now
            (return_id,) = await work.orders.next_ids(1, "return")
            requested = Return(id=return_id, order_id=order.id, items=command.items, created_at=now, updated_at=now)
            return_policy.request(
                order,
                requested,
                await work.returns.list_by_order(order.id),
                shipments=await work.shipments.list_by_order(order.id),
                delivered_after=None if command.principal.may(SCOPE) else now - self._window,
                now=now,
                metadata=command.metadata,
            )
            work.returns.add(requested)
            save_change(work, order, command, verb="return_requested", return_id=requested.id)
            await work.commit(requested)
        return requested
