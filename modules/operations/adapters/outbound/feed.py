"""The event feed over PostgreSQL."""

from collections.abc import Sequence

from modules.operations.domain.feed import FeedFilter
from shared.infra.messaging.event_feed import events_after, page_after
from shared.infra.sql.database import Database
from shared.kernel.feed import FeedPage, Position

_AFTER = events_after("""
    ($8::text[] IS NULL OR e.type LIKE ANY($8::text[]))
    AND ($9::text IS NULL OR e.aggregate_type = $9) AND ($10::text IS NULL OR e.aggregate_id = $10)
""")


class SqlFeedQueries:
    """Implements the port `FeedQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def after(self, position: Position | None, where: FeedFilter, limit: int) -> FeedPage:
        async with self._database.snapshot() as tx:
            return await page_after(
                tx, position, limit, _AFTER, _patterns(where.types), where.aggregate_type, where.aggregate_id
            )


def _patterns(types: Sequence[str]) -> list[str] | None:
    escaped = (type_.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%") for type_ in types)
    return [f"{type_[:-1]}%" if type_.endswith("*") else type_ for type_ in escaped] or None
