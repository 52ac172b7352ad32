"""Event streams of orders."""

from modules.orders.application.visibility import READ_SCOPES
from modules.orders.ports.orders.order_events import OrderEventQueries, Visibility
from shared.kernel.errors import NotFound
from shared.kernel.feed import FeedPage, Position
from shared.kernel.principal import Principal


class StreamOrder:
    """Events of one order, from the first one on."""

    def __init__(self, events: OrderEventQueries) -> None:
        self._events = events

    async def __call__(self, principal: Principal, order_id: int, after: Position | None, limit: int) -> FeedPage:
        """Raises NotFound, Gone `cursor_expired`."""
        visibility = _visibility(principal, *READ_SCOPES)
        page = await self._events.list_order_events(order_id, visibility, after, limit)
        if page is None:
            raise NotFound("order")
        return page


class StreamOrders:
    """New events of the caller's orders; with orders:read of all orders."""

    def __init__(self, events: OrderEventQueries) -> None:
        self._events = events

    async def __call__(self, principal: Principal, after: Position | None, limit: int) -> FeedPage:
        """Raises Gone `cursor_expired`."""
        return await self._events.list_events(_visibility(principal, "orders:read"), after, limit)


def _visibility(principal: Principal, *readers: str) -> Visibility:
    """The orders that `visible` lets the caller see; holders of one of the scopes see all."""
    if principal.kind == "guest":
        return Visibility(guest_of=int(principal.id))
    placed_by = principal.name if principal.may("orders:create") else None
    return Visibility(principal.may(*readers), principal.user_id, placed_by)
