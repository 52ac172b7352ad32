"""Place a single order through the batcher."""

from collections.abc import Awaitable, Callable

from modules.orders.application.commands import PlaceOrderCommand
from modules.orders.application.placement.placement_attempt import PlacedOrder, Placement
from shared.kernel.idempotency import Reply


class PlaceOrder:
    """Passes the command to the request batcher."""

    def __init__(self, batch: Callable[[Placement], Awaitable[PlacedOrder]]) -> None:
        self._batch = batch

    async def __call__(self, command: PlaceOrderCommand, reply: Reply[PlacedOrder] | None = None) -> PlacedOrder:
        """Raises the order's refusal, AlreadyAnswered for a repeat, Unavailable when too many wait."""
        return await self._batch(Placement(command, reply))
