"""Paying an order, and the webhook of the payment provider."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path
from pydantic import ConfigDict, Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from modules.orders.adapters.inbound.http.rendering.payments import payment_bytes
from modules.orders.adapters.inbound.http.requests.orders import PROVIDER, MoneyReference, ProviderName, Url
from modules.orders.adapters.inbound.http.responses.orders import PaymentOut
from modules.orders.adapters.inbound.http.settlement import AwaitedPayment, settle_and_respond
from modules.orders.adapters.inbound.http.use_cases import CheckoutUseCases
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.payments.pay_order import PayOrderCommand, StartedPayment
from modules.orders.application.visibility import owns_or_placed
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payment import Payment
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.authorizer import Authorizer
from shared.infra.http.openapi.documented_responses import problem_responses
from shared.infra.http.requests.fields import InModel, PathId, PositiveCents, Text
from shared.infra.http.requests.prefer import PREFER, preference_applied, wait_seconds
from shared.infra.http.requests.strict_request import raw_body
from shared.infra.http.responses.etag import ExpectedVersion
from shared.infra.http.responses.pending_response import abandoned_resource
from shared.infra.http.responses.rendered import accepted, created, no_content, ok, to_response
from shared.infra.http.routers import router
from shared.kernel.idempotency import ReplayedResponse, StoredResponse
from shared.kernel.principal import Principal

_CARD = "/token"

ProviderPath = Annotated[Text, Path(max_length=32, examples=["stripe"])]

DEFAULT_WAIT_SECONDS = 10
"""Time to wait for a payment without `Prefer: wait`."""


class NewPaymentIn(InModel):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"method": "card", "token": "pm_card_visa"},
                {"method": "manual", "amount_cents": 2000, "reference": "bank 2026-11-30"},
            ]
        }
    )

    method: Literal["card", "manual"] = Field(
        "card", description="`manual`: money received outside the provider (payments:record)."
    )
    token: Annotated[str, StringConstraints(min_length=1, max_length=255)] | None = Field(
        None, repr=False, examples=["pm_card_visa"], description="Card token issued by the payment provider."
    )
    return_url: Url | None = None
    amount_cents: PositiveCents | None = Field(
        None, description="Partial amount of a manual payment. Default: the outstanding amount."
    )
    reference: MoneyReference | None = Field(None, description="Reference of a manual payment in the shop's accounts.")
    provider: ProviderName | None = PROVIDER


def create_checkout_router(use_cases: CheckoutUseCases, guard: Authorizer) -> APIRouter:
    routes = router("/v1", tags=["payments"])

    @routes.post(
        "/orders/{order_id:int}/payments",
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
        order_id: PathId,
        body: NewPaymentIn,
        request: Request,
        version: ExpectedVersion,
        call: Annotated[
            CommandRequest,
            Depends(
                guard.command(
                    keyed="required", guest=True, elevated_scopes=["orders:write", "orders:create", "payments:record"]
                )
            ),
        ],
    ) -> Response:
        """Pays the outstanding amount (`outstanding_cents`) of an unpaid order, after a decline, or of an invoice.

        A card pays the whole amount; a manual payment may be partial. The status is 201 when the payment is settled
        or requires an action of the buyer, and 202 while it is in progress. An earlier payment that still requires
        an action (3-D Secure) is cancelled first; if the buyer has approved it meanwhile, the response is 200 with
        that payment.
        """
        wait = wait_seconds(request)
        seconds = DEFAULT_WAIT_SECONDS if wait is None else wait
        instruction = PaymentInstruction(
            body.method, body.token, body.return_url, body.amount_cents, body.reference, body.provider
        )
        command = PayOrderCommand(
            principal=call.principal,
            metadata=call.metadata,
            order_id=order_id,
            if_version=version,
            instruction=instruction,
        )
        is_replay = False
        await use_cases.check_card(instruction, call.idempotency_key, _CARD)
        try:
            started = await use_cases.start(replace(command, idempotency=call.idempotency(_to_remember)))
            awaited = AwaitedPayment(order_id, started.payment_id, started.is_new)
        except ReplayedResponse as answered:
            if (resource := abandoned_resource(answered)) is None:
                raise
            awaited, is_replay = AwaitedPayment.from_resource(resource), True
        preference_headers = {} if wait is None else preference_applied(wait)
        answer = await settle_and_respond(
            request,
            call,
            use_cases,
            awaited,
            seconds,
            lambda o, p: _rendered(call.principal, o, p, awaited, preference_headers),
            card_at=_CARD,
        )
        response = to_response(answer)
        if is_replay:
            response.headers["Idempotent-Replayed"] = "true"
        return response

    @routes.post(
        "/payments/webhooks/{provider}",
        operation_id="receive_payment_report",
        summary="Receive a provider webhook",
        status_code=204,
        responses=problem_responses("token_invalid"),
    )
    async def report(
        provider: ProviderPath,
        request: Request,
        body: Annotated[bytes, Depends(raw_body)],
        call: Annotated[CommandRequest, Depends(guard.command(anyone=True, limit="provider"))],
    ) -> Response:
        """Each provider sends to the path that ends with its name, and signs the event (Stripe: `Stripe-Signature`). An
        event sent repeatedly is processed once.
        """
        await use_cases.report(provider, body, request.headers, call.metadata)
        return to_response(no_content())

    return routes


def _rendered(
    principal: Principal, order: Order, payment: Payment, awaited: AwaitedPayment, preference_headers: dict[str, str]
) -> StoredResponse:
    body = payment_bytes(payment, to_owner=owns_or_placed(principal, order))
    location = f"/v1/payments/{payment.id}"
    if not awaited.is_new:
        answer = ok(body)
    else:
        answer = accepted(location, body) if payment.awaits_provider else created(location, body)
    return StoredResponse(answer.status, {**answer.headers, **preference_headers}, answer.body)


def _to_remember(started: StartedPayment) -> StoredResponse:
    return AwaitedPayment(started.order.id, started.payment_id, started.is_new).to_remember()
