"""`/v1/returns`."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import BaseModel
from starlette.responses import Response

from modules.orders.adapters.inbound.http import access
from modules.orders.adapters.inbound.http.fields import ReasonIn
from modules.orders.adapters.inbound.http.returns.rendering import return_bytes, return_created, return_response
from modules.orders.adapters.inbound.http.returns.requests import ReturnIn, ReturnReceiptIn, ReturnRefundIn
from modules.orders.adapters.inbound.http.returns.responses import ReturnOut
from modules.orders.application.queries.return_query_service import ReturnQueryService
from modules.orders.application.returns.close_return import CloseReturn, CloseReturnCommand
from modules.orders.application.returns.decide_return import DecideReturn, DecideReturnCommand
from modules.orders.application.returns.receive_return import ReceiveReturn
from modules.orders.application.returns.refund_return import RefundReturn
from modules.orders.application.returns.request_return import RequestReturn
from modules.orders.domain.fulfillment.customer_return import ReturnState
from modules.orders.ports.fulfillment.returns import ReturnFilter
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId, QueryId, enum_schema
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.rendered import to_response
from shared.infra.http.route_class import RouteClass

_STEP = ("invalid_transition", "version_mismatch", "idempotency_key_required")
_SCOPE = "returns:write"


class ReturnFilters(BaseModel):
    """Filters of the list of returns; a return must match all of them."""

    order_id: QueryId | None = None
    status: Annotated[ReturnState, enum_schema(ReturnState)] | None = None


Page = Annotated[PageParameters, Depends(ListEndpoint("returns", ("created_at", "id"), ("-created_at",)))]


class ReturnRoutes(RouteClass, prefix="/v1", tags=["returns"]):
    def __init__(
        self,
        *,
        queries: ReturnQueryService,
        request_return: RequestReturn,
        approve_return: DecideReturn,
        reject_return: DecideReturn,
        cancel_return: DecideReturn,
        receive_return: ReceiveReturn,
        refund_return: RefundReturn,
        close_return: CloseReturn,
    ) -> None:
        self._queries = queries
        self._request_return = request_return
        self._approve_return = approve_return
        self._reject_return = reject_return
        self._cancel_return = cancel_return
        self._receive_return = receive_return
        self._refund_return = refund_return
        self._close_return = close_return

    @route.post(
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
        self, order_id: PathId, body: ReturnIn, version: ExpectedVersion, call: access.RequestReturn
    ) -> Response:
        """Allowed for the order's customer or guest within the return window, and with returns:write at any time."""
        return await call.execute(self._request_return, body.command(call, order_id, version), return_created)

    @route.post(
        "/returns/{return_id:int}/cancel",
        operation_id="cancel_return",
        summary="Cancel a return",
        response_model=ReturnOut,
        responses=problem_responses(*_STEP),
    )
    async def cancel(self, return_id: PathId, version: ExpectedVersion, call: access.RequestReturn) -> Response:
        """Possible until the first units are received; for the order's customer or guest and with returns:write."""
        command = DecideReturnCommand(
            principal=call.principal, metadata=call.metadata, resource_id=return_id, if_version=version
        )
        return await call.execute(self._cancel_return, command, return_response)

    @route.post(
        "/returns/{return_id:int}/approve",
        operation_id="approve_return",
        summary="Approve a return",
        response_model=ReturnOut,
        responses=problem_responses(*_STEP),
    )
    async def approve(self, return_id: PathId, version: ExpectedVersion, call: access.ManageReturn) -> Response:
        """The buyer may send the units."""
        command = DecideReturnCommand(
            principal=call.principal, metadata=call.metadata, resource_id=return_id, if_version=version
        )
        return await call.execute(self._approve_return, command, return_response)

    @route.post(
        "/returns/{return_id:int}/reject",
        operation_id="reject_return",
        summary="Reject a return",
        response_model=ReturnOut,
        responses=problem_responses(*_STEP),
    )
    async def reject(self, return_id: PathId, version: ExpectedVersion, call: access.ManageReturn) -> Response:
        """Ends the request; the units can be requested again."""
        command = DecideReturnCommand(
            principal=call.principal, metadata=call.metadata, resource_id=return_id, if_version=version
        )
        return await call.execute(self._reject_return, command, return_response)

    @route.post(
        "/returns/{return_id:int}/receive",
        operation_id="receive_return",
        summary="Receive returned goods",
        response_model=ReturnOut,
        responses=problem_responses(*_STEP, "over_receipt"),
    )
    async def receive(
        self,
        return_id: PathId,
        body: ReturnReceiptIn,
        version: ExpectedVersion,
        call: access.ManageReturn,
    ) -> Response:
        """Books units of an approved return into stock. Units may arrive in several parcels.

        A refunded return accepts no more units, even if its refund fails later. Request another return for units
        that arrive afterwards.
        """
        return await call.execute(self._receive_return, body.command(call, return_id, version), return_response)

    @route.post(
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
        self,
        return_id: PathId,
        body: ReturnRefundIn,
        version: ExpectedVersion,
        call: access.RefundReturn,
    ) -> Response:
        """Refunds the price of the received units less the deduction, and ends the return.

        The amount first reduces the order's outstanding amount (`credited_cents`); the rest is refunded
        (`refund_id`, `refund_cents`). If that refund fails, the return becomes `received` again.
        """
        return await call.execute(self._refund_return, body.command(call, return_id, version), return_response)

    @route.post(
        "/returns/{return_id:int}/close",
        operation_id="close_return",
        summary="Close a return",
        response_model=ReturnOut,
        responses=problem_responses(*_STEP),
    )
    async def close(
        self,
        return_id: PathId,
        body: ReasonIn,
        version: ExpectedVersion,
        call: access.ManageReturn,
    ) -> Response:
        """Ends a received return without a refund, for example after a free replacement or an earlier refund."""
        command = CloseReturnCommand(
            principal=call.principal,
            metadata=call.metadata,
            resource_id=return_id,
            if_version=version,
            reason=body.reason,
        )
        return await call.execute(self._close_return, command, return_response)

    @route.get("/returns", operation_id="list_returns", summary="List returns", response_model=PageOut[ReturnOut])
    async def list_all(
        self,
        page: Page,
        filters: Annotated[ReturnFilters, Query()],
        principal: access.ListReturns,
    ) -> Response:
        """Lists the returns of the caller's orders; with orders:read of all orders. Newest first by default."""
        selection = ReturnFilter(**filters.model_dump(exclude_none=True))
        return to_response(
            page.respond(await self._queries.list_returns(principal, selection, page.page_request), return_bytes)
        )

    @route.get("/returns/{return_id:int}", operation_id="get_return", summary="Get a return", response_model=ReturnOut)
    async def get(self, return_id: PathId, principal: access.ReadReturn) -> Response:
        """Returns the requested and the received units, and the refund."""
        return to_response(return_response(await self._queries.get_return(principal, return_id)))
