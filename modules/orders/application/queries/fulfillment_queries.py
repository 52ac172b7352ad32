"""Queries of shipments, returns and the fulfillment queue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from modules.orders.application.visibility import own_only, visible
from modules.orders.domain.fulfillment.customer_return import Return
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.domain.order.line import Allocation
from modules.orders.domain.order.order import Order
from modules.orders.ports.fulfillment.fulfillment_queue import QueueFilter
from modules.orders.ports.fulfillment.returns import ReturnFilter
from modules.orders.ports.fulfillment.shipments import ShipmentFilter
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.orders.order_queries import OpenQueryScope, OrderFilter
from shared.kernel.errors import NotFound
from shared.kernel.paging import Page, PageRequest
from shared.kernel.principal import Principal

Bounded = TypeVar("Bounded", ShipmentFilter, ReturnFilter)


class ShipmentQueryService:
    """Shipments of the caller's orders; with orders:read or fulfillment:write of all orders."""

    def __init__(self, look: OpenQueryScope) -> None:
        self._look = look

    async def get_shipment(self, principal: Principal, shipment_id: int) -> Shipment:
        """Raises NotFound."""
        async with self._look() as view:
            shipment = await view.shipments.get(shipment_id)
            order = await view.records.get(shipment.order_id) if shipment else None
        return _viewed(principal, order, shipment, "fulfillment:write", "shipment")

    async def list_shipments(
        self, principal: Principal, selection: ShipmentFilter, wanted: PageRequest
    ) -> Page[Shipment]:
        async with self._look() as view:
            return await view.shipments.list_page(_bounded(principal, selection, "fulfillment:write"), wanted)


class ReturnQueryService:
    """Returns of the caller's orders; with orders:read or returns:write of all orders."""

    def __init__(self, look: OpenQueryScope) -> None:
        self._look = look

    async def get_return(self, principal: Principal, return_id: int) -> Return:
        """Raises NotFound."""
        async with self._look() as view:
            found = await view.returns.get(return_id)
            order = await view.records.get(found.order_id) if found else None
        return _viewed(principal, order, found, "returns:write", "return")

    async def list_returns(self, principal: Principal, selection: ReturnFilter, wanted: PageRequest) -> Page[Return]:
        async with self._look() as view:
            return await view.returns.list_page(_bounded(principal, selection, "returns:write"), wanted)


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
        return Page(found, page.next_after, page.total, page.total_capped)


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


Subresource = TypeVar("Subresource", Shipment, Return)


def _viewed(principal: Principal, order: Order | None, part: Subresource | None, scope: str, what: str) -> Subresource:
    if not principal.may(scope):
        visible(principal, order, what)
    if part is None:
        raise NotFound(what)
    return part


def _bounded(principal: Principal, selection: Bounded, scope: str) -> Bounded:
    bounds = OrderFilter() if principal.may(scope) else own_only(principal)
    return replace(selection, customer_id_is=bounds.customer_id_is, placed_by=bounds.placed_by)
