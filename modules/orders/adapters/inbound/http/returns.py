"""`/v1/returns`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from starlette.responses import Response

from modules.orders.adapters.inbound.http.fulfillment_use_cases import ReturnUseCases
from modules.orders.adapters.inbound.http.rendering.fulfillment import return_bytes, return_created, return_response
from modules.orders.adapters.inbound.http.requests.orders import ReasonIn
from modules.orders.adapters.inbound.http.requests.returns import ReceiveIn, ReturnIn, ReturnRefundIn
from modules.orders.adapters.inbound.http.responses.fulfillment import ReturnOut
from modules.orders.application.fulfillment.change_return import CloseReturnCommand, DecideReturnCommand
from modules.orders.application.visibility import READ_SCOPES
from modules.orders.domain.fulfillment.customer_return import ReturnState
from modules.orders.ports.fulfillment.returns import ReturnFilter
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId, QueryId, enum_schema
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import to_response
from shared.infra.http.routers import router
from shared.kernel.principal import Principal

_STEP = ("invalid_transition", "version_mismatch", "idempotency_key_required")
_SCOPE = "returns:write"
_READERS = (_SCOPE, *READ_SCOPES)


class ReturnFilters(BaseModel):
    """Filters of the list of returns; a return must match all of them."""

    order_id: QueryId | None = None
    status: Annotated[ReturnState, enum_schema(ReturnState)] | None = None


def create_returns_router(use_cases: ReturnUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1", tags=["returns"])
    _add_asking(routes, use_cases, guard)
    _add_deciding(routes, use_cases, guard)
    _add_ending(routes, use_cases, guard)
    _add_reading(routes, use_cases, guard)
    return routes


def _add_asking(routes: APIRouter, use_cases: ReturnUseCases, guard: Authorizer) -> None:
    buyers = guard.command(keyed="required", guest=True, elevated_scopes=[_SCOPE])

    @routes.post(
        "/orders/{order_id:int}/returns",
        operation_id="request_return",
        summary="Request a return",
        status_code=201,
        response_model=ReturnOut,
        responses=problem_responses(
            "over_return", "return_window_closed", "idempotency_key_required", "version_mismatch"
        ),
    )
    async def request(
        order_id: PathId, body: ReturnIn, version: ExpectedVersion, call: Annotated[CommandRequest, Depends(buyers)]
    ) -> Response:
        """Allowed for the order's customer or guest within the return window, and with returns:write at any time."""
        return await call.execute(use_cases.request, body.command(call, order_id, version), return_created)

    @routes.post(
        "/returns/{return_id:int}/cancel",
        operation_id="cancel_return",
        summary="Cancel a return",
        response_model=ReturnOut,
        responses=problem_responses(*_STEP),
    )
    async def cancel(
        return_id: PathId, version: ExpectedVersion, call: Annotated[CommandRequest, Depends(buyers)]
    ) -> Response:
        """Possible until the first units are received; for the order's customer or guest and with returns:write."""
        command = DecideReturnCommand(
            principal=call.principal, metadata=call.metadata, resource_id=return_id, if_version=version
        )
        return await call.execute(use_cases.cancel, command, return_response)


def _add_deciding(routes: APIRouter, use_cases: ReturnUseCases, guard: Authorizer) -> None:
    staff = guard.command(_SCOPE, keyed="required")

    @routes.post(
        "/returns/{return_id:int}/approve",
        operation_id="approve_return",
        summary="Approve a return",
        response_model=ReturnOut,
        responses=problem_responses(*_STEP),
    )
    async def approve(
        return_id: PathId, version: ExpectedVersion, call: Annotated[CommandRequest, Depends(staff)]
    ) -> Response:
        command = DecideReturnCommand(
            principal=call.principal, metadata=call.metadata, resource_id=return_id, if_version=version
        )
        return await call.execute(use_cases.approve, command, return_response)

    @routes.post(
        "/returns/{return_id:int}/reject",
        operation_id="reject_return",
        summary="Reject a return",
        response_model=ReturnOut,
        responses=problem_responses(*_STEP),
    )
    async def reject(
        return_id: PathId, version: ExpectedVersion, call: Annotated[CommandRequest, Depends(staff)]
    ) -> Response:
        command = DecideReturnCommand(
            principal=call.principal, metadata=call.metadata, resource_id=return_id, if_version=version
        )
        return await call.execute(use_cases.reject, command, return_response)


def _add_ending(routes: APIRouter, use_cases: ReturnUseCases, guard: Authorizer) -> None:
    @routes.post(
        "/returns/{return_id:int}/receive",
        operation_id="receive_return",
        summary="Receive returned goods",
        response_model=ReturnOut,
        responses=problem_responses(*_STEP, "over_receipt"),
    )
    async def receive(
        return_id: PathId,
        body: ReceiveIn,
        version: ExpectedVersion,
        call: Annotated[CommandRequest, Depends(guard.command(_SCOPE, keyed="required"))],
    ) -> Response:
        """Books units of an approved return into stock. Units may arrive in several parcels.

        A refunded return accepts no more units, even if its refund fails later. Request another return for units
        that arrive afterwards.
        """
        return await call.execute(use_cases.receive, body.command(call, return_id, version), return_response)

    @routes.post(
        "/returns/{return_id:int}/refund",
        operation_id="refund_return",
        summary="Refund a return",
        response_model=ReturnOut,
        responses=problem_responses(
            *_STEP,
            "refund_exceeds_captured",
            "deduction_exceeds_value",
            "nothing_to_refund",
            "payment_in_progress",
        ),
    )
    async def refund(
        return_id: PathId,
        body: ReturnRefundIn,
        version: ExpectedVersion,
        call: Annotated[CommandRequest, Depends(guard.command("orders:refund", keyed="required"))],
    ) -> Response:
        """Refunds the price of the received units less the deduction, and ends the return.

        The amount first reduces the order's outstanding amount (`credited_cents`); the rest is refunded
        (`refund_id`, `refund_cents`). If that refund fails, the return becomes `received` again.
        """
        return await call.execute(use_cases.refund, body.command(call, return_id, version), return_response)

    @routes.post(
        "/returns/{return_id:int}/close",
        operation_id="close_return",
        summary="Close a return",
        response_model=ReturnOut,
        responses=problem_responses(*_STEP),
    )
    async def close(
        return_id: PathId,
        body: ReasonIn,
        version: ExpectedVersion,
        call: Annotated[CommandRequest, Depends(guard.command(_SCOPE, keyed="required"))],
    ) -> Response:
        """Ends a received return without a refund, for example after a free replacement or an earlier refund."""
        command = CloseReturnCommand(
            principal=call.principal,
            metadata=call.metadata,
            resource_id=return_id,
            if_version=version,
            reason=body.reason,
        )
        return await call.execute(use_cases.close, command, return_response)


def _add_reading(routes: APIRouter, use_cases: ReturnUseCases, guard: Authorizer) -> None:
    listing = guard.list_endpoint("returns", ("created_at", "id"), ("-created_at",))

    @routes.get("/returns", operation_id="list_returns", summary="List returns", response_model=PageOut[ReturnOut])
    async def listed(
        paging: Annotated[PageParameters, Depends(listing)],
        filters: Annotated[ReturnFilters, Query()],
        principal: Annotated[Principal, Depends(guard.known(elevated_scopes=[_SCOPE, "orders:read"]))],
    ) -> Response:
        """Lists the returns of the caller's orders; with orders:read of all orders. Newest first by default."""
        selection = ReturnFilter(**filters.model_dump(exclude_none=True))
        return to_response(
            paging.respond(await use_cases.read.page(principal, selection, paging.page_request), return_bytes)
        )

    @routes.get("/returns/{return_id:int}", operation_id="get_return", summary="Get a return", response_model=ReturnOut)
    async def get(
        return_id: PathId, principal: Annotated[Principal, Depends(guard.known(guest=True, elevated_scopes=_READERS))]
    ) -> Response:
        return to_response(return_response(await use_cases.read.one(principal, return_id)))
