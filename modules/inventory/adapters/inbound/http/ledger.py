"""`/v1/inventory/ledger`: every change of stock."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from modules.inventory.adapters.inbound.http.documents import From, ReferenceQuery, To
from modules.inventory.adapters.inbound.http.models.ledger import (
    EntryOut,
    Kind,
    VerdictOut,
    entry_out,
    verification_out,
)
from modules.inventory.adapters.inbound.http.models.locations import Code as LocationCode
from modules.inventory.adapters.inbound.http.use_cases import StockUseCases
from modules.inventory.ports.ledger_queries import EntryFilter
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.requests.fields import PathId, QueryId, SkuText
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.routers import router
from shared.kernel.principal import Principal

Sku = Annotated[SkuText | None, Query()]
Code = Annotated[LocationCode | None, Query()]


def create_ledger_router(use_cases: StockUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1/inventory/ledger", tags=["stock"])
    listing = guard.list_endpoint("ledger", ("id",), ("-id",))

    @routes.get("", operation_id="list_ledger", summary="List ledger entries", response_model=PageOut[EntryOut])
    async def listed(
        paging: Annotated[PageParameters, Depends(listing)],
        _: Annotated[Principal, Depends(guard("inventory:read"))],
        sku: Sku = None,
        location_code: Code = None,
        kind: Annotated[Kind | None, Query()] = None,
        order_id: Annotated[QueryId | None, Query()] = None,
        reference: ReferenceQuery = None,
        since: From = None,
        to: To = None,
    ) -> Response:
        where = EntryFilter(sku, location_code, kind, order_id, reference, since, to)
        return to_response(paging.respond(await use_cases.read.list_entries(paging.page_request, where), entry_out))

    @routes.get("/verify", operation_id="verify_ledger", summary="Verify the stock ledger", response_model=VerdictOut)
    async def verify(
        _: Annotated[Principal, Depends(guard("inventory:read"))], sku: Sku = None, location_code: Code = None
    ) -> Response:
        """Recomputes every hash and returns the first invalid entry of each broken chain."""
        return to_response(ok(verification_out(await use_cases.read.verify(sku, location_code))))

    @routes.get(
        "/{entry_id:int}", operation_id="get_ledger_entry", summary="Get a ledger entry", response_model=EntryOut
    )
    async def get(entry_id: PathId, _: Annotated[Principal, Depends(guard("inventory:read"))]) -> Response:
        return to_response(ok(entry_out(await use_cases.read.get_entry(entry_id))))

    return routes
