"""`/v1/payments`: list, get, capture and void payments."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import Depends, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from modules.orders.adapters.inbound.http import access
from modules.orders.adapters.inbound.http.fields import ReasonIn
from modules.orders.adapters.inbound.http.payments.rendering import payment_bytes
from modules.orders.adapters.inbound.http.payments.responses import PaymentOut
from modules.orders.adapters.inbound.http.payments.settlement import AwaitedPayment, SettlementResponder
from modules.orders.application.order_access import owns_or_placed
from modules.orders.application.payments.capture_payment import CapturePayment, CapturePaymentCommand
from modules.orders.application.payments.pay_order_command import StartedPayment
from modules.orders.application.payments.void_payment import VoidPayment, VoidPaymentCommand
from modules.orders.application.queries.payment_query_service import PaymentQueryService, PaymentView
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Method, Payment
from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.ports.payments.payment_queries import PaymentFilter
from shared.infra.http import route
from shared.infra.http.lists.paging import ListEndpoint, PageOut, PageParameters
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import Instant, PathId, QueryId, enum_schema
from shared.infra.http.responses.pending_response import abandoned_resource
from shared.infra.http.responses.rendered import ok, to_response
from shared.infra.http.route_class import RouteClass
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


Page = Annotated[PageParameters, Depends(ListEndpoint("payments", ("created_at", "id"), ("-created_at",)))]


class PaymentRoutes(RouteClass, prefix="/v1/payments", tags=["payments"]):
    def __init__(
        self,
        *,
        queries: PaymentQueryService,
        void_payment: VoidPayment,
        capture_payment: CapturePayment,
        settlement: SettlementResponder,
    ) -> None:
        self._queries = queries
        self._void_payment = void_payment
        self._capture_payment = capture_payment
        self._settlement = settlement

    @route.get("", operation_id="list_payments", summary="List payments", response_model=PageOut[PaymentOut])
    async def list_all(
        self,
        page: Page,
        filters: Annotated[PaymentFilters, Query()],
        principal: access.ListPayments,
    ) -> Response:
        """Lists the payments of the caller's orders; with orders:read, orders:refund or payments:record of all
        orders, then without `next_action`. Newest first by default.
        """
        selection = PaymentFilter(**filters.model_dump(exclude_none=True))
        found = await self._queries.list_payments(principal, selection, page.page_request)
        return to_response(page.respond(found, lambda view: payment_bytes(view.payment, to_owner=view.to_owner)))

    @route.get("/{payment_id:int}", operation_id="get_payment", summary="Get a payment", response_model=PaymentOut)
    async def get(self, payment_id: PathId, principal: access.ReadPayment) -> Response:
        """Returns a payment with its state at the provider."""
        return to_response(_viewed(await self._queries.get_payment(principal, payment_id)))

    @route.post(
        "/{payment_id:int}/void",
        operation_id="void_payment",
        summary="Void a manual payment",
        response_model=PaymentOut,
        responses=problem_responses("invalid_transition"),
    )
    async def void(
        self,
        payment_id: PathId,
        body: ReasonIn,
        call: access.VoidPayment,
    ) -> Response:
        """Voids a manual payment that was recorded for the wrong order or with the wrong amount.

        The amount is outstanding again, and the order does not ship until it is paid, unless it is paid by invoice.
        To return money to the buyer, create a refund instead. Card payments can only be refunded.
        """
        command = VoidPaymentCommand(
            principal=call.principal, metadata=call.metadata, resource_id=payment_id, reason=body.reason
        )
        return await call.execute(self._void_payment, command, _viewed)

    @route.post(
        "/{payment_id:int}/capture",
        operation_id="capture_payment",
        summary="Capture an authorized payment",
        response_model=PaymentOut,
        responses=problem_responses("invalid_transition", "payment_declined"),
    )
    async def capture(
        self,
        payment_id: PathId,
        request: Request,
        call: access.CapturePayment,
    ) -> Response:
        """Captures the money before the first shipment does. 402 if the authorization can no longer be captured."""
        command = CapturePaymentCommand(principal=call.principal, metadata=call.metadata, payment_id=payment_id)
        is_replay = False
        try:
            started = await self._capture_payment(replace(command, idempotency=call.idempotency(_provisional)))
            awaited = AwaitedPayment(started.order.id, started.payment_id)
        except ReplayedResponse as answered:
            if (resource := abandoned_resource(answered)) is None:
                raise
            awaited, is_replay = AwaitedPayment.from_resource(resource), True
        response = to_response(
            await self._settlement.respond(request, call, awaited, WAIT_SECONDS, partial(_captured, call.principal))
        )
        if is_replay:
            response.headers["Idempotent-Replayed"] = "true"
        return response


def _viewed(view: PaymentView) -> StoredResponse:
    return ok(payment_bytes(view.payment, to_owner=view.to_owner))


def _provisional(started: StartedPayment) -> StoredResponse:
    """The response stored until the payment is captured."""
    return AwaitedPayment(started.order.id, started.payment_id).to_remember()


def _captured(principal: Principal, order: Order, payment: Payment) -> StoredResponse:
    return ok(payment_bytes(payment, to_owner=owns_or_placed(principal, order)))
