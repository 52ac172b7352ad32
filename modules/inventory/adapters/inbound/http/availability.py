"""`/v1/inventory/availability`: units that can be ordered."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from modules.inventory.adapters.inbound.http.models.products import AvailabilitiesOut, availability_out
from modules.inventory.adapters.inbound.http.use_cases import CatalogueUseCases
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.requests.fields import SkuText
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.routers import router
from shared.kernel.principal import Principal


def create_availability_router(use_cases: CatalogueUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1/inventory", tags=["stock"])

    @routes.get(
        "/availability",
        operation_id="get_availability",
        summary="Get product availability",
        response_model=AvailabilitiesOut,
    )
    async def availability(
        principal: Annotated[Principal, Depends(guard.anyone())],
        sku: Annotated[
            list[SkuText],
            Query(min_length=1, max_length=100, description="A SKU. Repeat the parameter for several SKUs."),
        ],
    ) -> Response:
        """Unknown SKUs are omitted. Without the scope `inventory:read` the quantities may be capped."""
        found = await use_cases.browse.get_availability(sku, principal)
        return to_response(ok(AvailabilitiesOut(items=[availability_out(each) for each in found])))

    return routes
