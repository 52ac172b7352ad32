"""`/v1/inventory/levels`, `/restock`, `/low-stock`: stock by product and location."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from modules.inventory.adapters.inbound.http.locations import CodePath
from modules.inventory.adapters.inbound.http.models.locations import Code as LocationCode
from modules.inventory.adapters.inbound.http.models.stock import (
    CountedLevelOut,
    LevelIn,
    LevelOut,
    LowStockOut,
    RestockIn,
    RestockOut,
    counted_out,
    level_out,
    low_stock_out,
    restock_out,
)
from modules.inventory.adapters.inbound.http.sku_path import SkuPath
from modules.inventory.adapters.inbound.http.use_cases import StockUseCases
from modules.inventory.application.stock.restock_product import RestockProductCommand
from modules.inventory.application.stock.set_level import SetLevelCommand
from modules.inventory.ports.ledger_queries import LevelFilter, LevelView
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import Instant, QueryDigits, SkuText
from shared.infra.http.responses.etag import AnyVersion, ExpectedVersion
from shared.infra.http.responses.rendered import created, ok, to_response
from shared.infra.http.routers import router
from shared.kernel.idempotency import StoredResponse
from shared.kernel.principal import Principal
from shared.kernel.quantity import MAX_QUANTITY

UnitsQuery = Annotated[int, Field(ge=0, le=MAX_QUANTITY), QueryDigits]


def rendered(level: LevelView) -> StoredResponse:
    return ok(level_out(level), level.ledger_seq)


def create_levels_router(use_cases: StockUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1/inventory", tags=["stock"])
    levels = guard.list_endpoint("levels", ("sku",), ("sku", "location_code"), unique="location_code")
    low = guard.list_endpoint("low-stock", ("sku",), ("sku",), unique="sku")

    @routes.get("/levels", operation_id="list_levels", summary="List stock levels", response_model=PageOut[LevelOut])
    async def listed(
        paging: Annotated[PageParameters, Depends(levels)],
        _: Annotated[Principal, Depends(guard("inventory:read"))],
        sku: Annotated[SkuText | None, Query()] = None,
        location_code: Annotated[LocationCode | None, Query()] = None,
        below: Annotated[
            UnitsQuery | None, Query(description="Only levels with fewer available units than this.")
        ] = None,
        at: Annotated[
            Instant | None, Query(description="Return the levels as of this time, computed from the ledger.")
        ] = None,
    ) -> Response:
        """Returns one item for each product and location."""
        where = LevelFilter(sku, location_code, below, at)
        return to_response(paging.respond(await use_cases.read.list_levels(paging.page_request, where), level_out))

    @routes.get(
        "/levels/{sku:path}/{location_code}",
        operation_id="get_level",
        summary="Get a stock level",
        response_model=LevelOut,
    )
    async def get(
        sku: SkuPath, location_code: CodePath, _: Annotated[Principal, Depends(guard("inventory:read"))]
    ) -> Response:
        return to_response(rendered(await use_cases.read.get_level(sku, location_code)))

    @routes.put(
        "/levels/{sku:path}/{location_code}",
        operation_id="set_level",
        summary="Set a counted stock level",
        response_model=CountedLevelOut,
        responses=problem_responses(
            "precondition_required", "quantity_changed", "version_mismatch", "stock_below_reserved"
        ),
    )
    async def count(
        sku: SkuPath,
        location_code: CodePath,
        body: LevelIn,
        version: ExpectedVersion,
        any_version: AnyVersion,
        call: Annotated[CommandRequest, Depends(guard.command("inventory:write"))],
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
            use_cases.set_level,
            command,
            lambda counted: ok(counted_out(counted), counted.level.ledger_seq),
        )

    @routes.post(
        "/restock",
        operation_id="restock",
        summary="Restock a product",
        status_code=201,
        response_model=RestockOut,
        responses=problem_responses("not_found", "idempotency_key_required"),
    )
    async def restock(
        body: RestockIn, call: Annotated[CommandRequest, Depends(guard.command("inventory:write", keyed="required"))]
    ) -> Response:
        """Added units go to backorders of confirmed orders first. An unknown SKU returns 404 and changes nothing."""
        command = RestockProductCommand(
            principal=call.principal,
            metadata=call.metadata,
            sku=body.sku,
            quantity=body.quantity,
            location_code=body.location_code,
            reason=body.reason,
            reference=body.reference,
        )
        return await call.execute(
            use_cases.restock,
            command,
            lambda done: created(f"/v1/inventory/ledger/{done.line.ledger_id}", restock_out(done)),
        )

    @routes.get(
        "/low-stock", operation_id="list_low_stock", summary="List low stock", response_model=PageOut[LowStockOut]
    )
    async def low_stock(
        paging: Annotated[PageParameters, Depends(low)],
        _: Annotated[Principal, Depends(guard("inventory:read", "reports:read"))],
        threshold: UnitsQuery | None = None,
    ) -> Response:
        """Compares with the product's own threshold, else with `threshold`, else with the shop's default."""
        return to_response(
            paging.respond(await use_cases.read.list_low_stock(paging.page_request, threshold), low_stock_out)
        )

    return routes
