"""List the caller's orders."""

from dataclasses import replace

from modules.orders.application.order_access import own_only
from modules.orders.application.queries.select_orders import OrderPage, SelectOrders
from modules.orders.ports.orders.order_queries import OrderFilter
from modules.orders.public import OrderPolicy
from shared.kernel.paging import PageRequest
from shared.kernel.principal import Principal
from shared.kernel.values.text_pattern import TextPattern


class ListOrders:
    """The caller's orders; with orders:read all orders. Raises Invalid for a malformed SKU."""

    def __init__(self, select: SelectOrders, policy: OrderPolicy) -> None:
        self._select = select
        self._sku_format = TextPattern(policy.sku_pattern, "A SKU of this shop", "TRADEPOST_SKU_PATTERN")

    async def __call__(self, principal: Principal, selection: OrderFilter, wanted: PageRequest) -> OrderPage:
        bounds = own_only(principal)
        bounded = replace(selection, customer_id_is=bounds.customer_id_is, placed_by=bounds.placed_by)
        found = await self._select(bounded, wanted)
        self._sku_format.filtered_page(found.page, wanted, selection.sku, pointer="/query/sku")
        return found
