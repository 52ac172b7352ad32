"""`/v1/inventory/receipts` and `/adjustments`: stock documents of many lines, booked atomically."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from modules.inventory.adapters.inbound.http.models.documents import (
    AdjustmentIn,
    AdjustmentOut,
    ReceiptIn,
    ReceiptOut,
    adjustment_out,
    receipt_out,
)
from modules.inventory.adapters.inbound.http.models.stock import Reference
from modules.inventory.adapters.inbound.http.use_cases import StockUseCases
from modules.inventory.application.stock.adjustments import StockChange
from modules.inventory.application.stock.book_adjustment import BookAdjustmentCommand
from modules.inventory.application.stock.book_receipt import BookReceiptCommand
from modules.inventory.application.stock.receipts import ReceiptLine
from modules.inventory.ports.documents import DocumentFilter
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import Instant, PathId
from shared.infra.http.responses.rendered import created, ok, to_response
from shared.infra.http.routers import router
from shared.kernel.principal import Principal

ReferenceQuery = Annotated[Reference | None, Query()]
From = Annotated[Instant | None, Query(alias="from")]
To = Annotated[Instant | None, Query()]


def create_documents_router(use_cases: StockUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1/inventory", tags=["stock"])
    receipts = guard.list_endpoint("receipts", ("created_at", "id"), ("-created_at",))
    adjustments = guard.list_endpoint("adjustments", ("created_at", "id"), ("-created_at",))

    @routes.post(
        "/receipts",
        operation_id="book_receipt",
        summary="Book a stock receipt",
        status_code=201,
        response_model=ReceiptOut,
        responses=problem_responses("idempotency_key_required"),
    )
    async def receive(
        body: ReceiptIn, call: Annotated[CommandRequest, Depends(guard.command("inventory:write", keyed="required"))]
    ) -> Response:
        """Books all lines or none. Received units go to backorders of confirmed orders first."""
        lines = [
            ReceiptLine(line.sku, line.location_code, line.quantity, f"/lines/{number}")
            for number, line in enumerate(body.lines)
        ]
        return await call.execute(
            use_cases.book_receipt,
            BookReceiptCommand(
                principal=call.principal,
                metadata=call.metadata,
                lines=lines,
                reason=body.reason,
                reference=body.reference,
            ),
            lambda receipt: created(f"/v1/inventory/receipts/{receipt.id}", receipt_out(receipt)),
        )

    @routes.get(
        "/receipts", operation_id="list_receipts", summary="List stock receipts", response_model=PageOut[ReceiptOut]
    )
    async def list_receipts(
        paging: Annotated[PageParameters, Depends(receipts)],
        _: Annotated[Principal, Depends(guard("inventory:read"))],
        reference: ReferenceQuery = None,
        since: From = None,
        to: To = None,
    ) -> Response:
        where = DocumentFilter(reference, since, to)
        return to_response(
            paging.respond(await use_cases.read.list_documents("receipt", paging.page_request, where), receipt_out)
        )

    @routes.get(
        "/receipts/{receipt_id:int}",
        operation_id="get_receipt",
        summary="Get a stock receipt",
        response_model=ReceiptOut,
    )
    async def get_receipt(receipt_id: PathId, _: Annotated[Principal, Depends(guard("inventory:read"))]) -> Response:
        return to_response(ok(receipt_out(await use_cases.read.get_document("receipt", receipt_id))))

    @routes.post(
        "/adjustments",
        operation_id="book_adjustment",
        summary="Book a stock adjustment",
        status_code=201,
        response_model=AdjustmentOut,
        responses=problem_responses("stock_below_reserved", "idempotency_key_required"),
    )
    async def adjust(
        body: AdjustmentIn, call: Annotated[CommandRequest, Depends(guard.command("inventory:write", keyed="required"))]
    ) -> Response:
        """Books all lines or none. `on_shortfall` decides what happens if orders have reserved the missing units.

        `reject` fails and names these orders. `deallocate` takes the units from the newest reservations; their orders
        wait for stock again.
        """
        lines = [
            StockChange(line.sku, line.location_code, line.delta, line.unavailable_delta, f"/lines/{number}")
            for number, line in enumerate(body.lines)
        ]
        return await call.execute(
            use_cases.book_adjustment,
            BookAdjustmentCommand(
                principal=call.principal,
                metadata=call.metadata,
                reason=body.reason,
                lines=lines,
                on_shortfall=body.on_shortfall,
                reference=body.reference,
            ),
            lambda done: created(f"/v1/inventory/adjustments/{done.id}", adjustment_out(done)),
        )

    @routes.get(
        "/adjustments",
        operation_id="list_adjustments",
        summary="List stock adjustments",
        response_model=PageOut[AdjustmentOut],
    )
    async def list_adjustments(
        paging: Annotated[PageParameters, Depends(adjustments)],
        _: Annotated[Principal, Depends(guard("inventory:read"))],
        reference: ReferenceQuery = None,
        since: From = None,
        to: To = None,
    ) -> Response:
        where = DocumentFilter(reference, since, to)
        return to_response(
            paging.respond(
                await use_cases.read.list_documents("adjustment", paging.page_request, where), adjustment_out
            )
        )

    @routes.get(
        "/adjustments/{adjustment_id:int}",
        operation_id="get_adjustment",
        summary="Get a stock adjustment",
        response_model=AdjustmentOut,
    )
    async def get_adjustment(
        adjustment_id: PathId, _: Annotated[Principal, Depends(guard("inventory:read"))]
    ) -> Response:
        return to_response(ok(adjustment_out(await use_cases.read.get_document("adjustment", adjustment_id))))

    return routes
