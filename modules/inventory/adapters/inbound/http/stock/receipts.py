"""`/v1/inventory/receipts`: stock received, in documents of many lines that are booked atomically."""

from typing import Annotated

from fastapi import Depends
from starlette.responses import Response

from modules.inventory.adapters.inbound.http.access import ReadStock, WriteStockWithKey
from modules.inventory.adapters.inbound.http.models.documents import ReceiptIn, ReceiptOut, receipt_out
from modules.inventory.adapters.inbound.http.query_parameters import FromQuery, ReferenceQuery, ToQuery
from modules.inventory.application.stock.book_receipt import BookReceipt, BookReceiptCommand
from modules.inventory.application.stock.ledger_query_service import LedgerQueryService
from modules.inventory.application.stock.receipts import ReceiptLine
from modules.inventory.ports.stock_documents import DocumentFilter
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId
from shared.infra.http.responses.rendered import created, ok, to_response
from shared.infra.http.route_class import RouteClass

PATH = "/v1/inventory/receipts"
Page = Annotated[PageParameters, Depends(ListEndpoint("receipts", ("created_at", "id"), ("-created_at",)))]


class ReceiptRoutes(RouteClass, prefix=PATH, tags=["stock"]):
    def __init__(self, *, queries: LedgerQueryService, book_receipt: BookReceipt) -> None:
        self._queries = queries
        self._book_receipt = book_receipt

    @route.post(
        "",
        operation_id="book_receipt",
        summary="Book a stock receipt",
        status_code=201,
        response_model=ReceiptOut,
        responses=problem_responses("idempotency_key_required"),
    )
    async def book(self, body: ReceiptIn, call: WriteStockWithKey) -> Response:
        """Books all lines or none. Received units go to backorders of confirmed orders first."""
        lines = [
            ReceiptLine(
                sku=line.sku, location_code=line.location_code, quantity=line.quantity, pointer=f"/lines/{number}"
            )
            for number, line in enumerate(body.lines)
        ]
        return await call.execute(
            self._book_receipt,
            BookReceiptCommand(
                principal=call.principal,
                metadata=call.metadata,
                lines=lines,
                reason=body.reason,
                reference=body.reference,
            ),
            lambda receipt: created(f"{PATH}/{receipt.id}", receipt_out(receipt)),
        )

    @route.get("", operation_id="list_receipts", summary="List stock receipts", response_model=PageOut[ReceiptOut])
    async def list_all(
        self,
        page: Page,
        _: ReadStock,
        reference: ReferenceQuery = None,
        since: FromQuery = None,
        to: ToQuery = None,
    ) -> Response:
        """Lists booked receipts with their lines, newest first by default."""
        where = DocumentFilter(reference, since, to)
        return to_response(
            page.respond(await self._queries.list_documents("receipt", page.page_request, where), receipt_out)
        )

    @route.get(
        "/{receipt_id:int}",
        operation_id="get_receipt",
        summary="Get a stock receipt",
        response_model=ReceiptOut,
    )
    async def get(self, receipt_id: PathId, _: ReadStock) -> Response:
        """Returns a receipt with the resulting level of each line."""
        return to_response(ok(receipt_out(await self._queries.get_document("receipt", receipt_id))))
