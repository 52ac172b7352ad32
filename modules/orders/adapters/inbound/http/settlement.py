"""Waits for a payment and renders the response."""

from collections.abc import Callable
from typing import NamedTuple

from starlette.requests import Request

from modules.orders.adapters.inbound.http.use_cases import CheckoutUseCases
from modules.orders.domain.order.errors import charged_token_invalid, payment_declined
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payment import Payment
from modules.orders.domain.order.payment_states import PaymentState
from modules.orders.ports.payments.provider import UNKNOWN_CARD
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


async def settle_and_respond(
    request: Request,
    call: CommandRequest,
    use_cases: CheckoutUseCases,
    awaited: AwaitedPayment,
    seconds: float,
    render: Render,
    remembered: Render | None = None,
    *,
    card_at: str = "",
) -> StoredResponse:
    """Settle the payment, render the response and store it under the idempotency key.

    402 for a decline, 422 for an unknown card token; `card_at` is the JSON pointer of the token in the request.
    """
    order = await use_cases.settle(awaited.order_id, awaited.payment_id, seconds, call.metadata)
    payment = order.payment(awaited.payment_id)
    if payment.status in (PaymentState.DECLINED, PaymentState.FAILED):
        answer = stored = _problem_response(request, order, payment, card_at)
    else:
        answer = render(order, payment)
        stored = remembered(order, payment) if remembered else answer
    if call.idempotency_key is not None:
        await use_cases.complete(call.idempotency_key, stored)
    return answer


def _problem_response(request: Request, order: Order, payment: Payment, card_at: str) -> StoredResponse:
    refusal: DomainError = payment_declined(payment.decline_code, order.id, payment.id)
    if payment.decline_code == UNKNOWN_CARD:
        refusal = charged_token_invalid(card_at, order.id, payment.id)
    return stored_problem(request, refusal)
