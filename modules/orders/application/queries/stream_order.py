"""The event stream of one order."""

from modules.orders.application.order_access import READ_SCOPES
from modules.orders.application.queries.stream_visibility import visibility_of
from modules.orders.ports.orders.order_events import OrderEventQueries
from shared.kernel.errors import NotFound
from shared.kernel.feed import FeedPage, Position
from shared.kernel.principal import Principal


class StreamOrder:
    """Events of one order, from the first one on."""

    def __init__(self, events: OrderEventQueries) -> None:
        self._events = events

    async def __call__(self, principal: Principal, order_id: int, after: Position | None, limit: int) -> FeedPage:
        """Raises NotFound, Gone `cursor_expired`."""
        visibility = visibility_of(principal, *READ_SCOPES)
        page = await self._events.list_order_events(order_id, visibility, after, limit)
        if page is None:
            raise NotFound("order")
        return page
