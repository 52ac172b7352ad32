"""Catch up with what has happened."""

from modules.operations.domain.feed import FeedFilter
from modules.operations.ports.feed import Feed
from shared.kernel.feed import FeedPage, Position


class ReadFeed:
    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    async def __call__(self, after: Position | None, where: FeedFilter, limit: int) -> FeedPage:
        """The next events after the position. Raises Gone `cursor_expired`."""
        return await self._feed.after(after, where, limit)
