"""Queries of returns."""

from modules.orders.application.subresource_access import bounded_to_own, require_visible
from modules.orders.domain.fulfillment.customer_return import Return
from modules.orders.ports.fulfillment.returns import ReturnFilter
from modules.orders.ports.orders.order_queries import OpenQueryScope
from shared.kernel.paging import Page, PageRequest
from shared.kernel.principal import Principal


class ReturnQueryService:
    """Returns of the caller's orders; with orders:read or returns:write of all orders."""

    def __init__(self, look: OpenQueryScope) -> None:
        self._look = look

    async def get_return(self, principal: Principal, return_id: int) -> Return:
        """Raises NotFound."""
        async with self._look() as view:
            found = await view.returns.get(return_id)
            order = await view.records.get(found.order_id) if found else None
        return require_visible(principal, order, found, scope="returns:write", what="return")

    async def list_returns(self, principal: Principal, selection: ReturnFilter, wanted: PageRequest) -> Page[Return]:
        async with self._look() as view:
            return await view.returns.list_page(bounded_to_own(principal, selection, "returns:write"), wanted)
