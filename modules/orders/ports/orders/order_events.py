"""What happens to orders, as callers may see it."""

from dataclasses import dataclass
from typing import Protocol

from shared.kernel.feed import FeedPage, Position


@dataclass(frozen=True, slots=True)
class Visibility:
    """Whose orders a caller sees; any of these is enough."""

    everything: bool = False
    customer_id: int | None = None
    placed_by: str | None = None
    guest_of: int | None = None


class OrderEventQueries(Protocol):
    """Events oldest first, as they became visible: none is skipped, however late it was committed."""

    async def list_order_events(
        self, order_id: int, sight: Visibility, after: Position | None, limit: int
    ) -> FeedPage | None:
        """The next events of the order and of its reservations, from the first on without a position.

        None if the order is not in sight. Raises Gone `cursor_expired`.
        """
        ...

    async def list_events(self, sight: Visibility, after: Position | None, limit: int) -> FeedPage:
        """The next events of the orders in sight; without a position none, and where one stands now.

        Raises Gone `cursor_expired`.
        """
        ...
