"""Paying an order."""

from dataclasses import replace
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from modules.orders.adapters.inbound.http import access
from modules.orders.adapters.inbound.http.payments.rendering import payment_bytes
from modules.orders.adapters.inbound.http.payments.requests import NewPaymentIn
from modules.orders.adapters.inbound.http.payments.responses import PaymentOut
from modules.orders.adapters.inbound.http.payments.settlement import NO_HEADERS, AwaitedPayment, SettlementResponder
from modules.orders.application.order_access import owns_or_placed
from modules.orders.application.payments.pay_order import PayOrder
from modules.orders.application.payments.pay_order_command import PayOrderCommand, StartedPayment
from modules.orders.application.placement.check_card import CheckCard
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Payment
from shared.infra.http import route
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import PathId
from shared.infra.http.requests.prefer import PREFER, preference_applied, wait_seconds
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.pending_response import abandoned_resource
from shared.infra.http.responses.rendered import accepted, created, ok, to_response
from shared.infra.http.route_class import RouteClass
from shared.kernel.idempotency import ReplayedResponse, StoredResponse
from shared.kernel.principal import Principal

_CARD = "/token"

DEFAULT_WAIT_SECONDS = 10
"""Time to wait for a payment without `Prefer: wait`."""


class OrderPaymentRoutes(RouteClass, prefix="/v1/orders", tags=["payments"]):
    def __init__(
        self,
        *,
        pay_order: PayOrder,
        check_card: CheckCard,
        settlement: SettlementResponder,
    ) -> None:
        self._pay_order = pay_order
        self._check_card = check_card
        self._settlement = settlement

    @route.post(
        "/{order_id:int}/payments",
        openapi_extra=PREFER,
        operation_id="pay_order",
        summary="Pay an order",
        status_code=201,
        response_model=PaymentOut,
        responses={
            200: {"model": PaymentOut, "description": "An earlier payment has succeeded; no new payment was made."},
            202: {"model": PaymentOut, "description": "The payment is in progress."},
            **problem_responses(
                "payment_declined",
                "invalid_transition",
                "payment_in_progress",
                "payment_exceeds_outstanding",
                "payment_method_unavailable",
                "payment_token_invalid",
                "version_mismatch",
            ),
        },
    )
    async def pay(
        self, order_id: PathId, body: NewPaymentIn, request: Request, version: ExpectedVersion, call: access.PayOrder
    ) -> Response:
        """Pays the outstanding amount (`outstanding_cents`) of an unpaid order, after a decline, or of an invoice.

        A card pays the whole amount; a manual payment may be partial. The status is 201 when the payment is settled
        or requires an action of the buyer, and 202 while it is in progress. An earlier payment that still requires
        an action (3-D Secure) is cancelled first; if the buyer has approved it meanwhile, the response is 200 with
        that payment.
        """
        wait = wait_seconds(request)
        seconds = DEFAULT_WAIT_SECONDS if wait is None else wait
        command = PayOrderCommand(
            principal=call.principal,
            metadata=call.metadata,
            order_id=order_id,
            if_version=version,
            instruction=body.instruction(),
        )
        is_replay = False
        await self._check_card(command.instruction, call.idempotency_key, _CARD)
        try:
            started = await self._pay_order(replace(command, idempotency=call.idempotency(_provisional)))
            awaited = AwaitedPayment(order_id, started.payment_id, started.is_new)
        except ReplayedResponse as answered:
            if (resource := abandoned_resource(answered)) is None:
                raise
            awaited, is_replay = AwaitedPayment.from_resource(resource), True
        rendered = await self._settlement.respond(
            request,
            call,
            awaited,
            seconds,
            partial(_rendered, call.principal, awaited),
            headers=NO_HEADERS if wait is None else preference_applied(wait),
            card_at=_CARD,
        )
        response = to_response(rendered)
        if is_replay:
            response.headers["Idempotent-Replayed"] = "true"
        return response


def _provisional(started: StartedPayment) -> StoredResponse:
    """The response stored until the payment is settled."""
    return AwaitedPayment(started.order.id, started.payment_id, started.is_new).to_remember()


def _rendered(principal: Principal, awaited: AwaitedPayment, order: Order, payment: Payment) -> StoredResponse:
    body = payment_bytes(payment, to_owner=owns_or_placed(principal, order))
    location = f"/v1/payments/{payment.id}"
    if not awaited.is_new:
        return ok(body)
    return accepted(location, body) if payment.awaits_provider else created(location, body)
