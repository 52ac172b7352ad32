"""`/v1/payments`: list, get, capture and void payments."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from modules.orders.adapters.inbound.http.rendering.payments import payment_bytes
from modules.orders.adapters.inbound.http.requests.orders import ReasonIn
from modules.orders.adapters.inbound.http.responses.orders import PaymentOut
from modules.orders.adapters.inbound.http.settlement import AwaitedPayment, settle_and_respond
from modules.orders.adapters.inbound.http.use_cases import CheckoutUseCases, PaymentUseCases
from modules.orders.application.payments.capture_payment import CapturePaymentCommand
from modules.orders.application.payments.pay_order import StartedPayment
from modules.orders.application.payments.void_payment import VoidPaymentCommand
from modules.orders.application.visibility import MONEY_SCOPES, READ_SCOPES, owns_or_placed
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payment import Method, Payment
from modules.orders.domain.order.payment_states import PaymentState
from modules.orders.ports.payments.payment_queries import PaymentFilter
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.lists.paging import PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import Instant, PathId, QueryId, enum_schema
from shared.infra.http.responses.pending_response import abandoned_resource
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.routers import router
from shared.kernel.idempotency import ReplayedResponse, StoredResponse
from shared.kernel.principal import Principal

WAIT_SECONDS = 10
"""Time to wait for the provider; after it the response shows the payment as `capturing`."""


class PaymentFilters(BaseModel):
    """Filters of the list of payments; a payment must match all of them. The time range is half open."""

    order_id: QueryId | None = None
    status: Annotated[PaymentState, enum_schema(PaymentState)] | None = None
    method: Method | None = None
    created_from: Instant | None = None
    created_to: Instant | None = None


def create_payments_router(use_cases: PaymentUseCases, checkout: CheckoutUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1/payments", tags=["payments"])
    _add_reading(routes, use_cases, guard)
    _add_voiding(routes, use_cases, guard)

    @routes.post(
        "/{payment_id:int}/capture",
        operation_id="capture_payment",
        summary="Capture an authorized payment",
        response_model=PaymentOut,
        responses=problem_responses("invalid_transition", "payment_declined"),
    )
    async def capture(
        payment_id: PathId,
        request: Request,
        call: Annotated[CommandRequest, Depends(guard.command("orders:write", keyed="required"))],
    ) -> Response:
        """Captures the money before the first shipment does. 402 if the authorization can no longer be captured."""
        command = CapturePaymentCommand(principal=call.principal, metadata=call.metadata, payment_id=payment_id)
        is_replay = False
        try:
            started = await use_cases.capture(replace(command, idempotency=call.idempotency(_to_remember)))
            awaited = AwaitedPayment(started.order.id, started.payment_id)
        except ReplayedResponse as answered:
            if (resource := abandoned_resource(answered)) is None:
                raise
            awaited, is_replay = AwaitedPayment.from_resource(resource), True
        response = to_response(
            await settle_and_respond(request, call, checkout, awaited, WAIT_SECONDS, _rendered(call.principal))
        )
        if is_replay:
            response.headers["Idempotent-Replayed"] = "true"
        return response

    return routes


def _add_voiding(routes: APIRouter, use_cases: PaymentUseCases, guard: Authorizer) -> None:
    @routes.post(
        "/{payment_id:int}/void",
        operation_id="void_payment",
        summary="Void a manual payment",
        response_model=PaymentOut,
        responses=problem_responses("invalid_transition"),
    )
    async def void(
        payment_id: PathId,
        body: ReasonIn,
        call: Annotated[CommandRequest, Depends(guard.command("payments:record", keyed="required"))],
    ) -> Response:
        """Voids a manual payment that was recorded for the wrong order or with the wrong amount.

        The amount is outstanding again, and the order does not ship until it is paid, unless it is paid by invoice.
        To return money to the buyer, create a refund instead. Card payments can only be refunded.
        """
        command = VoidPaymentCommand(
            principal=call.principal, metadata=call.metadata, resource_id=payment_id, reason=body.reason
        )
        return await call.execute(
            use_cases.void, command, lambda view: ok(payment_bytes(view.payment, to_owner=view.to_owner))
        )


def _add_reading(routes: APIRouter, use_cases: PaymentUseCases, guard: Authorizer) -> None:
    listing = guard.list_endpoint("payments", ("created_at", "id"), ("-created_at",))

    @routes.get("", operation_id="list_payments", summary="List payments", response_model=PageOut[PaymentOut])
    async def listed(
        paging: Annotated[PageParameters, Depends(listing)],
        filters: Annotated[PaymentFilters, Query()],
        principal: Annotated[Principal, Depends(guard.known(elevated_scopes=["orders:read", *MONEY_SCOPES]))],
    ) -> Response:
        """Lists the payments of the caller's orders; with orders:read, orders:refund or payments:record of all
        orders, then without `next_action`. Newest first by default.
        """
        selection = PaymentFilter(**filters.model_dump(exclude_none=True))
        page = await use_cases.read.payments(principal, selection, paging.page_request)
        return to_response(paging.respond(page, lambda view: payment_bytes(view.payment, to_owner=view.to_owner)))

    @routes.get("/{payment_id:int}", operation_id="get_payment", summary="Get a payment", response_model=PaymentOut)
    async def get(
        payment_id: PathId,
        principal: Annotated[
            Principal, Depends(guard.known(guest=True, elevated_scopes=[*READ_SCOPES, *MONEY_SCOPES]))
        ],
    ) -> Response:
        view = await use_cases.read.payment(principal, payment_id)
        return to_response(ok(payment_bytes(view.payment, to_owner=view.to_owner)))


def _to_remember(started: StartedPayment) -> StoredResponse:
    return AwaitedPayment(started.order.id, started.payment_id).to_remember()


def _rendered(principal: Principal) -> Callable[[Order, Payment], StoredResponse]:
    return lambda order, payment: ok(payment_bytes(payment, to_owner=owns_or_placed(principal, order)))
