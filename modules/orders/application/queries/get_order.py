"""Get an order with the requested parts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from modules.orders.application.order_access import visible
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.domain.order.order import Order
from modules.orders.ports.customers import Customer, Customers
from modules.orders.ports.fulfillment.stock import Availability, Stock
from modules.orders.ports.orders.order_queries import OpenOrderQueries, OpenQueryScope
from shared.kernel.principal import Principal

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
