"""Queries of orders."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from modules.orders.application.search.index_orders import INDEXED_EVENTS
from modules.orders.application.visibility import own_only, visible
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.domain.order.order import Order
from modules.orders.ports.customers import Customer, Customers
from modules.orders.ports.fulfillment.stock import Availability, Stock
from modules.orders.ports.orders.order_queries import OpenOrderQueries, OpenQueryScope, OrderFilter
from modules.orders.ports.orders.order_search import SearchIndexQueriesFactory
from modules.orders.public import OrderPolicy
from shared.kernel.paging import Page, PageRequest
from shared.kernel.principal import Principal
from shared.kernel.values.sku import sku_filtered_page

_EXPANDABLE = frozenset({"customer", "availability", "shipments"})
"""The parts that need additional statements."""


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with the requested parts; None: not requested."""

    order: Order
    customer: Customer | None = None
    availability: Mapping[str, Availability] | None = None
    shipments: Sequence[Shipment] | None = None


class GetOrder:
    def __init__(self, read: OpenOrderQueries, look: OpenQueryScope, stock: Stock, customers: Customers) -> None:
        self._read = read
        self._look = look
        self._stock = stock
        self._customers = customers

    async def __call__(self, principal: Principal, order_id: int, expand: Collection[str] = ()) -> OrderView:
        """Raises NotFound. All parts are read from one snapshot with one statement each."""
        if not _EXPANDABLE.intersection(expand):
            async with self._read() as records:
                return OrderView(visible(principal, await records.get(order_id)))
        async with self._look() as view:
            order = visible(principal, await view.records.get(order_id))
            customer: Customer | None = None
            availability: Mapping[str, Availability] | None = None
            if "customer" in expand and order.buyer.customer_id is not None:
                known = await self._customers.get_many(view.tx, [order.buyer.customer_id])
                customer = known.get(order.buyer.customer_id)
            if "availability" in expand:
                skus = sorted({line.sku for line in order.lines})
                availability = await self._stock.availability(view.tx, skus)
            shipments = await view.shipments.list_by_order(order_id) if "shipments" in expand else None
        return OrderView(order, customer, availability, shipments)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """`indexed_at`: the search included all changes before; None while the index is being built."""

    page: Page[Order]
    indexed_at: datetime | None = None


class SelectOrders:
    """A page of the orders that match the filter, without access checks; for lists and exports."""

    def __init__(
        self, read: OpenOrderQueries, look: OpenQueryScope, customers: Customers, search_of: SearchIndexQueriesFactory
    ) -> None:
        self._read = read
        self._look = look
        self._customers = customers
        self._search_of = search_of

    async def __call__(self, selection: OrderFilter, wanted: PageRequest) -> OrderPage:
        if selection.q is None and selection.email is None:
            async with self._read() as records:
                return OrderPage(await records.list_orders(selection, wanted))
        async with self._look() as view:
            if selection.email is not None:
                account = await self._customers.find_by_email(view.tx, selection.email)
                selection = replace(selection, email_of=account)
            page = await view.records.list_orders(selection, wanted)
            return OrderPage(
                page, await self._search_of(view.tx).indexed_at(INDEXED_EVENTS) if selection.q is not None else None
            )


class ListOrders:
    """The caller's orders; with orders:read all orders. Raises Invalid for a malformed SKU."""

    def __init__(self, select: SelectOrders, policy: OrderPolicy) -> None:
        self._select = select
        self._sku_pattern = policy.sku_pattern

    async def __call__(self, principal: Principal, selection: OrderFilter, wanted: PageRequest) -> OrderPage:
        bounds = own_only(principal)
        bounded = replace(selection, customer_id_is=bounds.customer_id_is, placed_by=bounds.placed_by)
        found = await self._select(bounded, wanted)
        sku_filtered_page(found.page, wanted, selection.sku, self._sku_pattern)
        return found
