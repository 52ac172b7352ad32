"""Waits for a payment and renders the response."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from starlette.requests import Request

from modules.orders.application.payments.complete_response import CompleteResponse
from modules.orders.application.settlement.await_settlement import AwaitSettlement
from modules.orders.domain.order.errors import charged_token_invalid, payment_declined
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.ports.payments.payment_provider import UNKNOWN_CARD
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.responses.pending_response import pending_response
from shared.infra.http.responses.problems import stored_problem
from shared.kernel.errors import DomainError
from shared.kernel.idempotency import StoredResponse


class AwaitedPayment(NamedTuple):
    """The order and the payment that the caller waits for; `is_new`: this request created the payment."""

    order_id: int
    payment_id: int
    is_new: bool = True

    def to_remember(self) -> StoredResponse:
        """The provisional response stored under the idempotency key."""
        return pending_response(f"{self.order_id} {self.payment_id}{'' if self.is_new else ' earlier'}")

    @classmethod
    def from_resource(cls, resource: str) -> "AwaitedPayment":
        """The inverse of `to_remember`."""
        order_id, payment_id, *earlier = resource.split()
        return cls(int(order_id), int(payment_id), not earlier)


Render = Callable[[Order, Payment], StoredResponse]
NO_HEADERS: Mapping[str, str] = {}


class SettlementResponder:
    """Responds to requests that wait for a payment, and stores the response under their idempotency key."""

    def __init__(self, *, await_settlement: AwaitSettlement, complete_response: CompleteResponse) -> None:
        self._await_settlement = await_settlement
        self._complete_response = complete_response

    async def respond(
        self,
        request: Request,
        call: CommandRequest,
        awaited: AwaitedPayment,
        seconds: float,
        render: Render,
        *,
        remembered: Render | None = None,
        headers: Mapping[str, str] = NO_HEADERS,
        card_at: str = "",
    ) -> StoredResponse:
        """Settle the payment, render the response and store it under the idempotency key.

        402 for a decline, 422 for an unknown card token; `card_at` is the JSON pointer of the token in the request.
        `remembered` renders the response to a repeated request where it differs; `headers` are added unless the payment
        failed.
        """
        order = await self._await_settlement(awaited.order_id, awaited.payment_id, seconds, call.metadata)
        payment = order.payment(awaited.payment_id)
        if payment.status in (PaymentState.DECLINED, PaymentState.FAILED):
            response = stored = _problem_response(request, order, payment, card_at)
        else:
            response = with_headers(render(order, payment), headers)
            stored = with_headers(remembered(order, payment), headers) if remembered else response
        if call.idempotency_key is not None:
            await self._complete_response(call.idempotency_key, stored)
        return response


def with_headers(response: StoredResponse, headers: Mapping[str, str]) -> StoredResponse:
    return StoredResponse(response.status, {**response.headers, **headers}, response.body)


def _problem_response(request: Request, order: Order, payment: Payment, card_at: str) -> StoredResponse:
    error: DomainError = payment_declined(payment.decline_code, order.id, payment.id)
    if payment.decline_code == UNKNOWN_CARD:
        error = charged_token_invalid(card_at, order.id, payment.id)
    return stored_problem(request, error)
