"""The timeline of an order: history, events and stock movements."""

from collections.abc import Sequence
from datetime import UTC, datetime

from modules.orders.application.order_access import visible
from modules.orders.ports.orders.order_queries import HistoryEntry, OpenQueryScope
from modules.orders.ports.orders.order_timeline import OrderTimeline, StockMovement, TimelineEvent
from shared.kernel.principal import Principal

TimelineItem = HistoryEntry | TimelineEvent | StockMovement


class GetOrderTimeline:
    def __init__(self, look: OpenQueryScope, timeline: OrderTimeline) -> None:
        self._look = look
        self._timeline = timeline

    async def __call__(self, principal: Principal, order_id: int) -> Sequence[TimelineItem]:
        """Oldest first, read from one snapshot with one statement for each source. Raises NotFound.

        All who may see the order get its history; only staff get its events and stock movements.
        """
        events: Sequence[TimelineEvent] = ()
        moved: Sequence[StockMovement] = ()
        async with self._look() as view:
            visible(principal, await view.records.get(order_id))
            history = await view.records.get_history(order_id)
            if principal.may("orders:read", "events:read"):
                events = await self._timeline.list_events(view.tx, order_id)
            if principal.may("orders:read", "inventory:read"):
                moved = await self._timeline.list_stock_movements(view.tx, order_id)
        kinds = dict.fromkeys(one.event.aggregate_type for one in events)
        return _in_time(
            history, *([one for one in events if one.event.aggregate_type == kind] for kind in kinds), moved
        )


def _in_time(*lines: Sequence[TimelineItem]) -> Sequence[TimelineItem]:
    """Merge the sequences by time and keep the order within each: a transaction that got the order's lock later may
    have started, and be timestamped, earlier.
    """
    keyed: list[tuple[tuple[datetime, int, int], TimelineItem]] = []
    for rank, line in enumerate(lines):
        moment = datetime.min.replace(tzinfo=UTC)
        for n, item in enumerate(line):
            moment = max(moment, item.at)
            keyed.append(((moment, rank, n), item))
    return [item for _, item in sorted(keyed, key=lambda one: one[0])]
