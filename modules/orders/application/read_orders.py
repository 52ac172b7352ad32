"""Looking at orders: one, a list."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from modules.orders.application.visibility import own_only, visible
from modules.orders.domain.order import Order
from modules.orders.domain.shipment import Shipment
from modules.orders.ports.customers import Customer, Customers
from modules.orders.ports.records import Look, Read, Selection
from modules.orders.ports.stock import Availability, Stock
from shared.kernel.paging import Page, Slice
from shared.kernel.principal import Principal

_ELSEWHERE = frozenset({"customer", "availability", "shipments"})
"""The parts that are not read with the order."""


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with the parts asked for; None: not asked for."""

    order: Order
    customer: Customer | None = None
    availability: Mapping[str, Availability] | None = None
    shipments: Sequence[Shipment] | None = None


class GetOrder:
    def __init__(self, read: Read, look: Look, stock: Stock, customers: Customers) -> None:
        self._read = read
        self._look = look
        self._stock = stock
        self._customers = customers

    async def __call__(self, principal: Principal, order_id: int, expand: Collection[str] = ()) -> OrderView:
        """Raises NotFound. Its parts are of one instant, by one statement each however many lines."""
        if not _ELSEWHERE.intersection(expand):
            async with self._read() as records:
                return OrderView(visible(principal, await records.get(order_id)))
        async with self._look() as view:
            order = visible(principal, await view.records.get(order_id))
            customer: Customer | None = None
            availability: Mapping[str, Availability] | None = None
            if "customer" in expand and order.buyer.customer_id is not None:
                known = await self._customers.by_id(view.tx, [order.buyer.customer_id])
                customer = known.get(order.buyer.customer_id)
            if "availability" in expand:
                skus = sorted({line.sku for line in order.lines})
                availability = await self._stock.availability(view.tx, skus)
            shipments = await view.shipments.of_order(order_id) if "shipments" in expand else None
        return OrderView(order, customer, availability, shipments)


class ListOrders:
    """Own orders; with orders:read everybody's."""

    def __init__(self, read: Read) -> None:
        self._read = read

    async def __call__(self, principal: Principal, selection: Selection, wanted: Slice) -> Page[Order]:
        bounds = own_only(principal)
        bounded = replace(selection, customer_id_is=bounds.customer_id_is, placed_by=bounds.placed_by)
        async with self._read() as records:
            return await records.page(bounded, wanted)
