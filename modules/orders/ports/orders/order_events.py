"""The events of orders that a caller may see."""

from dataclasses import dataclass
from typing import Protocol

from shared.kernel.feed import FeedPage, Position


@dataclass(frozen=True, slots=True)
class Visibility:
    """The orders that a caller may see; any of these conditions is enough."""

    everything: bool = False
    customer_id: int | None = None
    placed_by: str | None = None
    guest_of: int | None = None


class OrderEventQueries(Protocol):
    """Events oldest first, in order of visibility: late commits are not skipped."""

    async def list_order_events(
        self, order_id: int, visibility: Visibility, after: Position | None, limit: int
    ) -> FeedPage | None:
        """The next events of the order and its reservations; from the first one without a position.

        None if the order is not visible. Raises Gone `cursor_expired`.
        """
        ...

    async def list_events(self, visibility: Visibility, after: Position | None, limit: int) -> FeedPage:
        """The next events of the visible orders; without a position, no events and the current position.

        Raises Gone `cursor_expired`.
        """
        ...
