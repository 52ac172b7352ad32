"""List the orders to ship."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from modules.orders.domain.order.line import Allocation
from modules.orders.domain.order.order import Order
from modules.orders.ports.fulfillment.fulfillment_queue import QueueFilter
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.orders.order_queries import OpenQueryScope
from shared.kernel.paging import Page, PageRequest


@dataclass(frozen=True, slots=True)
class Pick:
    """Units of a line to pick; `location_code` None: the product has no stock-keeping."""

    line_id: int
    sku: str
    name: str
    quantity: int
    location_code: str | None


@dataclass(frozen=True, slots=True)
class QueuedOrder:
    """`waiting`: number of backordered units."""

    order: Order
    picks: Sequence[Pick]
    waiting: int


class ListFulfillmentQueue:
    """Orders to ship, oldest first, with the locations of their units."""

    def __init__(self, look: OpenQueryScope, stock: Stock) -> None:
        self._look = look
        self._stock = stock

    async def __call__(self, selection: QueueFilter, wanted: PageRequest) -> Page[QueuedOrder]:
        """Executes a fixed number of statements.

        Omits orders without allocations at the location: their lines have not processed the stock events yet.
        """
        async with self._look() as view:
            page = await view.queue.list_orders(selection, wanted)
            allocations_by_order = await self._stock.allocations_of(view.tx, [order.id for order in page.items])
        found = [_queued(order, allocations_by_order, selection.location_code) for order in page.items]
        if selection.location_code is not None:
            found = [each for each in found if each.picks]
        return Page(found, next_after=page.next_after, total=page.total, total_capped=page.total_capped)


def _queued(
    order: Order, allocations_by_order: Mapping[int, Sequence[Allocation]], location_code: str | None
) -> QueuedOrder:
    digital = {line.line_id for line in order.lines if not line.requires_shipping}
    allocations = [each for each in allocations_by_order.get(order.id, ()) if each.line_id not in digital]
    left = {line.line_id: line.shippable_quantity for line in order.lines}
    picks = []
    for allocation in allocations:
        if allocation.location_code is None or location_code not in (None, allocation.location_code):
            continue
        line = order.lines[allocation.line_id - 1]
        if units := min(allocation.quantity, left[line.line_id]):
            left[line.line_id] -= units
            picks.append(Pick(line.line_id, line.sku, line.name, units, allocation.location_code))
    if location_code is None:
        kept = {allocation.line_id for allocation in allocations}
        picks += [
            Pick(line.line_id, line.sku, line.name, line.shippable_quantity, None)
            for line in order.lines
            if line.shippable_quantity and line.line_id not in kept | digital
        ]
    picks.sort(key=lambda pick: (pick.line_id, pick.location_code or ""))
    return QueuedOrder(order, picks, sum(a.quantity for a in allocations if a.location_code is None))
