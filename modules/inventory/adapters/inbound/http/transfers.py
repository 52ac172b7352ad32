"""`/v1/inventory/transfers`: stock moved from one location to another."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from modules.inventory.adapters.inbound.http.ledger import Code, Sku
from modules.inventory.adapters.inbound.http.models import transfers as models
from modules.inventory.adapters.inbound.http.models.transfers import TransferOut, transfer_out
from modules.inventory.adapters.inbound.http.use_cases import TransferUseCases
from modules.inventory.application.transfers.close_transfer import CloseTransferCommand
from modules.inventory.application.transfers.create_transfer import CreateTransferCommand
from modules.inventory.application.transfers.receive_transfer import ReceiveTransferCommand
from modules.inventory.application.transfers.transfer_changes import TransferCommand
from modules.inventory.domain.transfer import ReceivedLine, Status, Transfer
from modules.inventory.ports.transfers import TransferFilter
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import created, ok, to_response
from shared.infra.http.routers import router
from shared.kernel.idempotency import StoredResponse
from shared.kernel.principal import Principal

_STEP = ("invalid_transition", "version_mismatch", "idempotency_key_required")


def rendered(transfer: Transfer) -> StoredResponse:
    return ok(transfer_out(transfer), transfer.version)


def create_transfers_router(use_cases: TransferUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1/inventory/transfers", tags=["stock"])
    listing = guard.list_endpoint("transfers", ("created_at", "id"), ("-created_at",))
    reader, writer = guard("inventory:read"), guard.command("inventory:write", keyed="required")

    @routes.post(
        "",
        operation_id="create_transfer",
        summary="Create a transfer",
        status_code=201,
        response_model=TransferOut,
        responses=problem_responses("idempotency_key_required"),
    )
    async def create(body: models.TransferIn, call: Annotated[CommandRequest, Depends(writer)]) -> Response:
        """Creates a draft. Stock does not change until the transfer is shipped."""
        lines = [(line.sku, line.quantity) for line in body.lines]
        return await call.execute(
            use_cases.create,
            CreateTransferCommand(
                principal=call.principal,
                metadata=call.metadata,
                source=body.from_location_code,
                target=body.to_location_code,
                lines=lines,
                note=body.note,
            ),
            lambda made: created(f"/v1/inventory/transfers/{made.id}", transfer_out(made), made.version),
        )

    @routes.get("", operation_id="list_transfers", summary="List transfers", response_model=PageOut[TransferOut])
    async def listed(
        paging: Annotated[PageParameters, Depends(listing)],
        _: Annotated[Principal, Depends(reader)],
        status: Annotated[models.Status | None, Query()] = None,
        location_code: Annotated[Code, Query(description="Source or target of the transfer.")] = None,
        sku: Sku = None,
    ) -> Response:
        where = TransferFilter(Status(status) if status else None, location_code, sku)
        return to_response(
            paging.respond(await use_cases.read.list_transfers(paging.page_request, where), transfer_out)
        )

    @routes.get("/{transfer_id:int}", operation_id="get_transfer", summary="Get a transfer", response_model=TransferOut)
    async def get(transfer_id: PathId, _: Annotated[Principal, Depends(reader)]) -> Response:
        return to_response(rendered(await use_cases.read.get_transfer(transfer_id)))

    @routes.post(
        "/{transfer_id:int}/ship",
        operation_id="ship_transfer",
        summary="Ship a transfer",
        response_model=TransferOut,
        responses=problem_responses(*_STEP, "insufficient_stock"),
    )
    async def ship(
        transfer_id: PathId, version: ExpectedVersion, call: Annotated[CommandRequest, Depends(writer)]
    ) -> Response:
        """Takes unreserved units from the source, for all lines or none. Units in transit are on hand nowhere."""
        return await call.execute(
            use_cases.ship,
            TransferCommand(
                principal=call.principal, metadata=call.metadata, transfer_id=transfer_id, expected_version=version
            ),
            rendered,
        )

    @routes.post(
        "/{transfer_id:int}/receive",
        operation_id="receive_transfer",
        summary="Receive a transfer",
        response_model=TransferOut,
        responses=problem_responses(*_STEP, "over_receipt"),
    )
    async def receive(
        transfer_id: PathId,
        body: models.TransferReceiptIn,
        version: ExpectedVersion,
        call: Annotated[CommandRequest, Depends(writer)],
    ) -> Response:
        """Can be called once for each partial delivery. Received units go to backorders of confirmed orders first;
        damaged units are unavailable.
        """
        lines = [
            ReceivedLine(line.sku, line.received, line.damaged, f"/lines/{number}")
            for number, line in enumerate(body.lines)
        ]
        return await call.execute(
            use_cases.receive,
            ReceiveTransferCommand(
                principal=call.principal,
                metadata=call.metadata,
                transfer_id=transfer_id,
                expected_version=version,
                lines=lines,
            ),
            rendered,
        )

    @routes.post(
        "/{transfer_id:int}/close",
        operation_id="close_transfer",
        summary="Close a transfer",
        response_model=TransferOut,
        responses=problem_responses(*_STEP),
    )
    async def close(
        transfer_id: PathId,
        body: models.TransferClosingIn,
        version: ExpectedVersion,
        call: Annotated[CommandRequest, Depends(writer)],
    ) -> Response:
        """Writes off the units that are still in transit. If you send `lost`, it must equal their number."""
        command = CloseTransferCommand(
            principal=call.principal,
            metadata=call.metadata,
            transfer_id=transfer_id,
            expected_version=version,
            lost=body.lost,
        )
        return await call.execute(use_cases.close, command, rendered)

    @routes.post(
        "/{transfer_id:int}/cancel",
        operation_id="cancel_transfer",
        summary="Cancel a draft transfer",
        response_model=TransferOut,
        responses=problem_responses(*_STEP),
    )
    async def cancel(
        transfer_id: PathId, version: ExpectedVersion, call: Annotated[CommandRequest, Depends(writer)]
    ) -> Response:
        return await call.execute(
            use_cases.cancel,
            TransferCommand(
                principal=call.principal, metadata=call.metadata, transfer_id=transfer_id, expected_version=version
            ),
            rendered,
        )

    return routes
