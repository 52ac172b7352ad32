"""`/v1/inventory/low-stock`: products to be restocked."""

from typing import Annotated

from fastapi import Depends
from starlette.responses import Response

from modules.inventory.adapters.inbound.http.models.stock import LowStockOut, low_stock_out
from modules.inventory.adapters.inbound.http.query_parameters import UnitsQuery
from modules.inventory.application.stock.ledger_query_service import LedgerQueryService
from shared.infra.http import route
from shared.infra.http.access.gates import requires
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.responses.rendered import to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.principal import Principal

Page = Annotated[PageParameters, Depends(ListEndpoint("low-stock", ("sku",), ("sku",), unique="sku"))]
ReadLowStock = Annotated[Principal, Depends(requires("inventory:read", "reports:read"))]


class LowStockRoutes(RouteClass, prefix="/v1/inventory/low-stock", tags=["stock"]):
    def __init__(self, *, queries: LedgerQueryService) -> None:
        self._queries = queries

    @route.get("", operation_id="list_low_stock", summary="List low stock", response_model=PageOut[LowStockOut])
    async def list_all(self, page: Page, _: ReadLowStock, threshold: UnitsQuery | None = None) -> Response:
        """Compares with the product's own threshold, else with `threshold`, else with the shop's default."""
        return to_response(
            page.respond(await self._queries.list_low_stock(page.page_request, threshold), low_stock_out)
        )
