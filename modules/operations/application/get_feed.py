"""Read the event feed."""

from collections.abc import Sequence

from modules.operations.domain.feed import FeedFilter
from modules.operations.ports.feed import FeedQueries
from shared.kernel.errors import Invalid
from shared.kernel.events import Event
from shared.kernel.feed import FeedPage, Position
from shared.kernel.values.known_values import require_known, unmatched_types


class GetFeed:
    def __init__(self, feed: FeedQueries, events: Sequence[type[Event]]) -> None:
        self._feed = feed
        self._types = frozenset(event.type for event in events)
        self._aggregate_types = frozenset(event.aggregate_type for event in events)

    async def __call__(self, after: Position | None, where: FeedFilter, limit: int) -> FeedPage:
        """Return the next events after the position.

        Raises Gone `cursor_expired`, and Invalid for types that do not exist.
        """
        if errors := unmatched_types(["/query/types"] * len(where.types), where.types, self._types):
            raise Invalid(errors)
        require_known([("/query/aggregate_type", where.aggregate_type, self._aggregate_types, "type of aggregates")])
        return await self._feed.after(after, where, limit)
