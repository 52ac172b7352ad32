"""`/v1/inventory/levels`: stock by product and location."""

from typing import Annotated

from fastapi import Depends, Query
from starlette.responses import Response

from modules.inventory.adapters.inbound.http.access import ReadStock, WriteStock
from modules.inventory.adapters.inbound.http.locations import CodePath
from modules.inventory.adapters.inbound.http.models.stock import (
    CountedLevelOut,
    LevelIn,
    LevelOut,
    counted_out,
    level_out,
)
from modules.inventory.adapters.inbound.http.query_parameters import LocationCodeQuery, SkuQuery, UnitsQuery
from modules.inventory.adapters.inbound.http.sku_path import SkuPath
from modules.inventory.application.stock.ledger_query_service import LedgerQueryService
from modules.inventory.application.stock.set_level import SetLevel, SetLevelCommand
from modules.inventory.ports.ledger_queries import LevelFilter, LevelView
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import Instant
from shared.infra.http.responses.etag import AnyVersion, ExpectedVersion
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.idempotency import StoredResponse

Page = Annotated[
    PageParameters, Depends(ListEndpoint("levels", ("sku",), ("sku", "location_code"), unique="location_code"))
]


class LevelRoutes(RouteClass, prefix="/v1/inventory/levels", tags=["stock"]):
    def __init__(self, *, queries: LedgerQueryService, set_level: SetLevel) -> None:
        self._queries = queries
        self._set_level = set_level

    @route.get("", operation_id="list_levels", summary="List stock levels", response_model=PageOut[LevelOut])
    async def list_all(
        self,
        page: Page,
        _: ReadStock,
        sku: SkuQuery = None,
        location_code: LocationCodeQuery = None,
        below: Annotated[
            UnitsQuery | None, Query(description="Only levels with fewer available units than this.")
        ] = None,
        at: Annotated[
            Instant | None, Query(description="Return the levels as of this time, computed from the ledger.")
        ] = None,
    ) -> Response:
        """Returns one item for each product and location."""
        where = LevelFilter(sku=sku, location_code=location_code, below=below, at=at)
        return to_response(page.respond(await self._queries.list_levels(page.page_request, where), level_out))

    @route.get(
        "/{sku:path}/{location_code}",
        operation_id="get_level",
        summary="Get a stock level",
        response_model=LevelOut,
    )
    async def get(self, sku: SkuPath, location_code: CodePath, _: ReadStock) -> Response:
        """Returns the units of a product at a location."""
        return to_response(_rendered(await self._queries.get_level(sku, location_code)))

    @route.put(
        "/{sku:path}/{location_code}",
        operation_id="set_level",
        summary="Set a counted stock level",
        response_model=CountedLevelOut,
        responses=problem_responses(
            "precondition_required", "quantity_changed", "version_mismatch", "stock_below_reserved"
        ),
    )
    async def count(
        self,
        sku: SkuPath,
        location_code: CodePath,
        body: LevelIn,
        version: ExpectedVersion,
        any_version: AnyVersion,
        call: WriteStock,
    ) -> Response:
        """Compare and set: send the quantity or version that you counted against, as `expected_on_hand` or If-Match.

        `If-Match: *` accepts any current level, but returns 404 if there is no level yet.
        """
        command = SetLevelCommand(
            principal=call.principal,
            metadata=call.metadata,
            sku=sku,
            location_code=location_code,
            on_hand=body.on_hand,
            expected_on_hand=body.expected_on_hand,
            expected_version=version,
            any_version=any_version,
            on_shortfall=body.on_shortfall,
        )
        return await call.execute(
            self._set_level,
            command,
            lambda counted: ok(counted_out(counted), counted.level.ledger_seq),
        )


def _rendered(level: LevelView) -> StoredResponse:
    return ok(level_out(level), level.ledger_seq)
