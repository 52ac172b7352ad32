"""Select orders for lists and exports."""

from dataclasses import dataclass, replace
from datetime import datetime

from modules.orders.application.search.index_orders import INDEXED_EVENTS
from modules.orders.domain.order.order import Order
from modules.orders.ports.customers import Customers
from modules.orders.ports.orders.order_queries import OpenOrderQueries, OpenQueryScope, OrderFilter
from modules.orders.ports.orders.order_search import SearchIndexQueriesFactory
from shared.kernel.paging import Page, PageRequest


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
