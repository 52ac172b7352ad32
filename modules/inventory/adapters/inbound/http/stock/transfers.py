"""`/v1/inventory/transfers`: stock moved from one location to another."""

from typing import Annotated

from fastapi import Depends, Query
from starlette.responses import Response

from modules.inventory.adapters.inbound.http.access import ReadStock, WriteStockWithKey
from modules.inventory.adapters.inbound.http.models import transfers as models
from modules.inventory.adapters.inbound.http.models.transfers import TransferOut, transfer_out
from modules.inventory.adapters.inbound.http.query_parameters import LocationCodeQuery, SkuQuery
from modules.inventory.application.transfers.cancel_transfer import CancelTransfer
from modules.inventory.application.transfers.close_transfer import CloseTransfer, CloseTransferCommand
from modules.inventory.application.transfers.create_transfer import CreateTransfer, CreateTransferCommand
from modules.inventory.application.transfers.receive_transfer import ReceiveTransfer, ReceiveTransferCommand
from modules.inventory.application.transfers.ship_transfer import ShipTransfer
from modules.inventory.application.transfers.transfer_changes import TransferCommand
from modules.inventory.application.transfers.transfer_query_service import TransferQueryService
from modules.inventory.domain.transfer import ReceivedLine, Status, Transfer
from modules.inventory.ports.transfers import TransferFilter
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import created, ok, to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.idempotency import StoredResponse

_STEP = ("invalid_transition", "version_mismatch", "idempotency_key_required")


PATH = "/v1/inventory/transfers"
Page = Annotated[PageParameters, Depends(ListEndpoint("transfers", ("created_at", "id"), ("-created_at",)))]


class TransferRoutes(RouteClass, prefix=PATH, tags=["stock"]):
    def __init__(
        self,
        *,
        queries: TransferQueryService,
        create_transfer: CreateTransfer,
        ship_transfer: ShipTransfer,
        receive_transfer: ReceiveTransfer,
        close_transfer: CloseTransfer,
        cancel_transfer: CancelTransfer,
    ) -> None:
        self._queries = queries
        self._create_transfer = create_transfer
        self._ship_transfer = ship_transfer
        self._receive_transfer = receive_transfer
        self._close_transfer = close_transfer
        self._cancel_transfer = cancel_transfer

    @route.post(
        "",
        operation_id="create_transfer",
        summary="Create a transfer",
        status_code=201,
        response_model=TransferOut,
        responses=problem_responses("idempotency_key_required"),
    )
    async def create(self, body: models.TransferIn, call: WriteStockWithKey) -> Response:
        """Creates a draft. Stock does not change until the transfer is shipped."""
        lines = [(line.sku, line.quantity) for line in body.lines]
        return await call.execute(
            self._create_transfer,
            CreateTransferCommand(
                principal=call.principal,
                metadata=call.metadata,
                source=body.from_location_code,
                target=body.to_location_code,
                lines=lines,
                note=body.note,
            ),
            lambda made: created(f"{PATH}/{made.id}", transfer_out(made), made.version),
        )

    @route.get("", operation_id="list_transfers", summary="List transfers", response_model=PageOut[TransferOut])
    async def list_all(
        self,
        page: Page,
        _: ReadStock,
        status: Annotated[models.Status | None, Query()] = None,
        location_code: Annotated[LocationCodeQuery, Query(description="Source or target of the transfer.")] = None,
        sku: SkuQuery = None,
    ) -> Response:
        """Lists transfers between locations with their lines, newest first by default."""
        where = TransferFilter(Status(status) if status else None, location_code, sku)
        return to_response(page.respond(await self._queries.list_transfers(page.page_request, where), transfer_out))

    @route.get("/{transfer_id:int}", operation_id="get_transfer", summary="Get a transfer", response_model=TransferOut)
    async def get(self, transfer_id: PathId, _: ReadStock) -> Response:
        """Returns a transfer with the shipped and received units of each line."""
        return to_response(_rendered(await self._queries.get_transfer(transfer_id)))

    @route.post(
        "/{transfer_id:int}/ship",
        operation_id="ship_transfer",
        summary="Ship a transfer",
        response_model=TransferOut,
        responses=problem_responses(*_STEP, "insufficient_stock"),
    )
    async def ship(self, transfer_id: PathId, version: ExpectedVersion, call: WriteStockWithKey) -> Response:
        """Takes unreserved units from the source, for all lines or none. Units in transit are on hand nowhere."""
        return await call.execute(
            self._ship_transfer,
            TransferCommand(
                principal=call.principal, metadata=call.metadata, transfer_id=transfer_id, expected_version=version
            ),
            _rendered,
        )

    @route.post(
        "/{transfer_id:int}/receive",
        operation_id="receive_transfer",
        summary="Receive a transfer",
        response_model=TransferOut,
        responses=problem_responses(*_STEP, "over_receipt"),
    )
    async def receive(
        self,
        transfer_id: PathId,
        body: models.TransferReceiptIn,
        version: ExpectedVersion,
        call: WriteStockWithKey,
    ) -> Response:
        """Can be called once for each partial delivery. Received units go to backorders of confirmed orders first;
        damaged units are unavailable.
        """
        lines = [
            ReceivedLine(sku=line.sku, received=line.received, damaged=line.damaged, pointer=f"/lines/{number}")
            for number, line in enumerate(body.lines)
        ]
        return await call.execute(
            self._receive_transfer,
            ReceiveTransferCommand(
                principal=call.principal,
                metadata=call.metadata,
                transfer_id=transfer_id,
                expected_version=version,
                lines=lines,
            ),
            _rendered,
        )

    @route.post(
        "/{transfer_id:int}/close",
        operation_id="close_transfer",
        summary="Close a transfer",
        response_model=TransferOut,
        responses=problem_responses(*_STEP),
    )
    async def close(
        self,
        transfer_id: PathId,
        body: models.TransferClosingIn,
        version: ExpectedVersion,
        call: WriteStockWithKey,
    ) -> Response:
        """Writes off the units that are still in transit. If you send `lost`, it must equal their number."""
        command = CloseTransferCommand(
            principal=call.principal,
            metadata=call.metadata,
            transfer_id=transfer_id,
            expected_version=version,
            lost=body.lost,
        )
        return await call.execute(self._close_transfer, command, _rendered)

    @route.post(
        "/{transfer_id:int}/cancel",
        operation_id="cancel_transfer",
        summary="Cancel a draft transfer",
        response_model=TransferOut,
        responses=problem_responses(*_STEP),
    )
    async def cancel(self, transfer_id: PathId, version: ExpectedVersion, call: WriteStockWithKey) -> Response:
        """Cancels a transfer that has not been shipped. No stock moves."""
        return await call.execute(
            self._cancel_transfer,
            TransferCommand(
                principal=call.principal, metadata=call.metadata, transfer_id=transfer_id, expected_version=version
            ),
            _rendered,
        )


def _rendered(transfer: Transfer) -> StoredResponse:
    return ok(transfer_out(transfer), transfer.version)
