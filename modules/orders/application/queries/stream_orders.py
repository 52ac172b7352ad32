"""The event stream of the caller's orders."""

from modules.orders.application.queries.stream_visibility import visibility_of
from modules.orders.ports.orders.order_events import OrderEventQueries
from shared.kernel.feed import FeedPage, Position
from shared.kernel.principal import Principal


class StreamOrders:
    """New events of the caller's orders; with orders:read of all orders."""

    def __init__(self, events: OrderEventQueries) -> None:
        self._events = events

    async def __call__(self, principal: Principal, after: Position | None, limit: int) -> FeedPage:
        """Raises Gone `cursor_expired`."""
        return await self._events.list_events(visibility_of(principal, "orders:read"), after, limit)
