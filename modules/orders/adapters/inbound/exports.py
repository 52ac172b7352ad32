"""Export of orders as tables."""

from pydantic import ConfigDict

from modules.orders.adapters.inbound.http.orders.rendering import order_bytes
from modules.orders.adapters.inbound.http.orders.responses import OrderOut
from modules.orders.adapters.inbound.http.orders.routes import Filters
from modules.orders.application.queries.select_orders import SelectOrders
from modules.orders.domain.order.order import Order
from modules.orders.ports.orders.order_queries import OrderFilter
from shared.infra.http.csv.export import exportable
from shared.kernel.import_export import Exportable
from shared.kernel.paging import Page, PageRequest

READERS = ("orders:read",)


class OrderFilters(Filters):
    model_config = ConfigDict(extra="forbid")


def exports(select: SelectOrders) -> list[Exportable]:
    async def orders(where: OrderFilters, wanted: PageRequest) -> Page[Order]:
        return (await select(OrderFilter(**where.model_dump(exclude_none=True)), wanted)).page

    lines = exportable(
        "orders",
        READERS,
        OrderFilters,
        columns=OrderOut,
        page=orders,
        out=_order,
        sort=["id"],
        personal=True,
        each="items",
    )
    return [
        exportable(
            "orders",
            READERS,
            OrderFilters,
            columns=OrderOut,
            page=orders,
            out=_order,
            sort=["id"],
            personal=True,
            layouts={"lines": lines},
        ),
    ]


def _order(order: Order) -> bytes:
    return order_bytes(order, to_owner=False)
