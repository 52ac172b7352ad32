"""Events in the order in which they became visible."""

from typing import Protocol

from modules.operations.domain.feed import FeedFilter
from shared.kernel.feed import FeedPage, Position


class Feed(Protocol):
    async def after(self, position: Position | None, where: FeedFilter, limit: int) -> FeedPage:
        """The next events, oldest first; from the feed's beginning without a position.

        Only what no transaction still under way can precede. Raises Gone `cursor_expired`.
        """
        ...
