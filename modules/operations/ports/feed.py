"""Port: reads events in the order in which they became visible."""

from typing import Protocol

from modules.operations.domain.feed import FeedFilter
from shared.kernel.feed import FeedPage, Position


class FeedQueries(Protocol):
    async def after(self, position: Position | None, where: FeedFilter, limit: int) -> FeedPage:
        """Return the next events, oldest first; from the start of the feed if there is no position.

        Events that a running transaction may still precede are held back. Raises Gone `cursor_expired`.
        """
        ...
