"""`/v1/inventory/availability`: units that can be ordered."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from modules.inventory.adapters.inbound.http.access import Anyone
from modules.inventory.adapters.inbound.http.models.products import AvailabilitiesOut, availability_out
from modules.inventory.application.catalog.catalog_query_service import CatalogQueryService
from shared.infra.http import route
from shared.infra.http.requests.fields import IdentifierText
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.route_class import RouteClass


class AvailabilityRoutes(RouteClass, prefix="/v1/inventory/availability", tags=["stock"]):
    def __init__(self, *, queries: CatalogQueryService) -> None:
        self._queries = queries

    @route.get(
        "",
        operation_id="get_availability",
        summary="Get product availability",
        response_model=AvailabilitiesOut,
        fast_path=True,
    )
    async def availability(
        self,
        principal: Anyone,
        sku: Annotated[
            list[IdentifierText],
            Query(min_length=1, max_length=100, description="A SKU. Repeat the parameter for several SKUs."),
        ],
    ) -> Response:
        """Unknown SKUs are omitted. Without the scope `inventory:read` the quantities may be capped."""
        found = await self._queries.get_availability(sku, principal)
        return to_response(ok(AvailabilitiesOut(items=[availability_out(each) for each in found])))
