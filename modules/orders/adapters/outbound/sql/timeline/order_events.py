"""The port `OrderEventQueries` over the table of events."""

from modules.orders.ports.orders.order_events import Visibility
from shared.infra.messaging.event_feed import events_after, page_after, watermark
from shared.infra.sql.database import Database
from shared.kernel.feed import FeedPage, Position

_IS_VISIBLE = """
    SELECT 1 FROM orders.orders o
    WHERE o.id = $1 AND ($2::boolean OR o.customer_id = $3::bigint OR o.placed_by = $4::text OR o.id = $5::bigint)
"""
_OF_ORDER = events_after("e.aggregate_type IN ('order', 'reservation') AND e.aggregate_id = $8")
_OF_EVERY_ORDER = events_after("e.aggregate_type = 'order'")
_OF_VISIBLE_ORDERS = events_after(
    "o.customer_id = $8::bigint OR o.placed_by = $9::text OR o.id = $10::bigint",
    # CASE prevents casting ids that are not order ids.
    "JOIN orders.orders o ON o.id = CASE e.aggregate_type WHEN 'order' THEN e.aggregate_id::bigint END",
)


class SqlOrderEventQueries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_order_events(
        self, order_id: int, visibility: Visibility, after: Position | None, limit: int
    ) -> FeedPage | None:
        async with self._database.snapshot() as tx:
            bounds = (visibility.everything, visibility.customer_id, visibility.placed_by, visibility.guest_of)
            if not await tx.fetch(_IS_VISIBLE, order_id, *bounds):
                return None
            return await page_after(tx, after, limit, _OF_ORDER, str(order_id))

    async def list_events(self, visibility: Visibility, after: Position | None, limit: int) -> FeedPage:
        async with self._database.snapshot() as tx:
            if after is None:
                return FeedPage((), (await watermark(tx)).position())
            if visibility.everything:
                return await page_after(tx, after, limit, _OF_EVERY_ORDER)
            bounds = (visibility.customer_id, visibility.placed_by, visibility.guest_of)
            return await page_after(tx, after, limit, _OF_VISIBLE_ORDERS, *bounds)
