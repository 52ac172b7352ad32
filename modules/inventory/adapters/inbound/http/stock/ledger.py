"""`/v1/inventory/ledger`: every change of stock."""

from typing import Annotated

from fastapi import Depends, Query
from starlette.responses import Response

from modules.inventory.adapters.inbound.http.access import ReadStock
from modules.inventory.adapters.inbound.http.models.ledger import (
    Kind,
    LedgerEntryOut,
    LedgerVerificationOut,
    entry_out,
    verification_out,
)
from modules.inventory.adapters.inbound.http.query_parameters import (
    FromQuery,
    LocationCodeQuery,
    ReferenceQuery,
    SkuQuery,
    ToQuery,
)
from modules.inventory.application.stock.ledger_query_service import LedgerQueryService
from modules.inventory.ports.ledger_queries import EntryFilter
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.requests.fields import PathId, QueryId
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.route_class import RouteClass

Page = Annotated[PageParameters, Depends(ListEndpoint("ledger", ("id",), ("-id",)))]


class LedgerRoutes(RouteClass, prefix="/v1/inventory/ledger", tags=["stock"]):
    def __init__(self, *, queries: LedgerQueryService) -> None:
        self._queries = queries

    @route.get("", operation_id="list_ledger", summary="List ledger entries", response_model=PageOut[LedgerEntryOut])
    async def list_all(
        self,
        page: Page,
        _: ReadStock,
        sku: SkuQuery = None,
        location_code: LocationCodeQuery = None,
        kind: Annotated[Kind | None, Query()] = None,
        order_id: Annotated[QueryId | None, Query()] = None,
        reference: ReferenceQuery = None,
        since: FromQuery = None,
        to: ToQuery = None,
    ) -> Response:
        """Lists all changes of stock levels, each with its reason and the resulting level."""
        where = EntryFilter(
            sku=sku,
            location_code=location_code,
            kind=kind,
            order_id=order_id,
            reference=reference,
            since=since,
            until=to,
        )
        return to_response(page.respond(await self._queries.list_entries(page.page_request, where), entry_out))

    @route.get(
        "/verify", operation_id="verify_ledger", summary="Verify the stock ledger", response_model=LedgerVerificationOut
    )
    async def verify(self, _: ReadStock, sku: SkuQuery = None, location_code: LocationCodeQuery = None) -> Response:
        """Recomputes every hash and returns the first invalid entry of each broken chain."""
        return to_response(ok(verification_out(await self._queries.verify(sku, location_code))))

    @route.get(
        "/{entry_id:int}", operation_id="get_ledger_entry", summary="Get a ledger entry", response_model=LedgerEntryOut
    )
    async def get(self, entry_id: PathId, _: ReadStock) -> Response:
        """Returns a change of a stock level with its hash."""
        return to_response(ok(entry_out(await self._queries.get_entry(entry_id))))
