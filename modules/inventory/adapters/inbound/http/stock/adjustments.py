"""`/v1/inventory/adjustments`: corrections of stock, in documents of many lines that are booked atomically."""

from typing import Annotated

from fastapi import Depends
from starlette.responses import Response

from modules.inventory.adapters.inbound.http.access import ReadStock, WriteStockWithKey
from modules.inventory.adapters.inbound.http.models.documents import AdjustmentIn, AdjustmentOut, adjustment_out
from modules.inventory.adapters.inbound.http.query_parameters import FromQuery, ReferenceQuery, ToQuery
from modules.inventory.application.stock.adjustments import StockChange
from modules.inventory.application.stock.book_adjustment import BookAdjustment, BookAdjustmentCommand
from modules.inventory.application.stock.ledger_query_service import LedgerQueryService
from modules.inventory.ports.stock_documents import DocumentFilter
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId
from shared.infra.http.responses.rendered import created, ok, to_response
from shared.infra.http.route_class import RouteClass

PATH = "/v1/inventory/adjustments"
Page = Annotated[PageParameters, Depends(ListEndpoint("adjustments", ("created_at", "id"), ("-created_at",)))]


class AdjustmentRoutes(RouteClass, prefix=PATH, tags=["stock"]):
    def __init__(self, *, queries: LedgerQueryService, book_adjustment: BookAdjustment) -> None:
        self._queries = queries
        self._book_adjustment = book_adjustment

    @route.post(
        "",
        operation_id="book_adjustment",
        summary="Book a stock adjustment",
        status_code=201,
        response_model=AdjustmentOut,
        responses=problem_responses("stock_below_reserved", "idempotency_key_required"),
    )
    async def book(self, body: AdjustmentIn, call: WriteStockWithKey) -> Response:
        """Books all lines or none. `on_shortfall` decides what happens if orders have reserved the missing units.

        `reject` fails and names these orders. `deallocate` takes the units from the newest reservations; their orders
        wait for stock again.
        """
        lines = [
            StockChange(
                sku=line.sku,
                location_code=line.location_code,
                delta=line.delta,
                unavailable_delta=line.unavailable_delta,
                pointer=f"/lines/{number}",
            )
            for number, line in enumerate(body.lines)
        ]
        return await call.execute(
            self._book_adjustment,
            BookAdjustmentCommand(
                principal=call.principal,
                metadata=call.metadata,
                reason=body.reason,
                lines=lines,
                on_shortfall=body.on_shortfall,
                reference=body.reference,
            ),
            lambda done: created(f"{PATH}/{done.id}", adjustment_out(done)),
        )

    @route.get(
        "",
        operation_id="list_adjustments",
        summary="List stock adjustments",
        response_model=PageOut[AdjustmentOut],
    )
    async def list_all(
        self,
        page: Page,
        _: ReadStock,
        reference: ReferenceQuery = None,
        since: FromQuery = None,
        to: ToQuery = None,
    ) -> Response:
        """Lists booked adjustments with their lines, newest first by default."""
        where = DocumentFilter(reference, since, to)
        return to_response(
            page.respond(await self._queries.list_documents("adjustment", page.page_request, where), adjustment_out)
        )

    @route.get(
        "/{adjustment_id:int}",
        operation_id="get_adjustment",
        summary="Get a stock adjustment",
        response_model=AdjustmentOut,
    )
    async def get(self, adjustment_id: PathId, _: ReadStock) -> Response:
        """Returns an adjustment with the resulting level of each line."""
        return to_response(ok(adjustment_out(await self._queries.get_document("adjustment", adjustment_id))))
