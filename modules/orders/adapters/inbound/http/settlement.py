"""What is answered once a payment is settled, or the caller's time is up."""

from collections.abc import Callable
from typing import NamedTuple

from starlette.requests import Request

from modules.orders.adapters.inbound.http.use_cases import CheckoutUseCases
from modules.orders.domain.order.errors import charged_token_invalid, payment_declined
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payment import Payment, PaymentState
from modules.orders.ports.payments.provider import UNKNOWN_CARD
from shared.infra.http.access.command_request import CommandRequest
from shared.infra.http.responses.pending_response import pending_response
from shared.infra.http.responses.problems import problem_for
from shared.kernel.errors import DomainError
from shared.kernel.idempotency import StoredResponse


class AwaitedPayment(NamedTuple):
    """The order and the payment whose outcome the caller waits for; `is_new`: the request has made it."""

    order_id: int
    payment_id: int
    is_new: bool = True

    def to_remember(self) -> StoredResponse:
        """What is kept under the caller's key meanwhile."""
        return pending_response(f"{self.order_id} {self.payment_id}{'' if self.is_new else ' earlier'}")

    @classmethod
    def from_resource(cls, resource: str) -> "AwaitedPayment":
        """As `to_remember` named it."""
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
    """Settle the payment, render what came of it, and keep that under the caller's key.

    402 for a decline, 422 for a token that names no card; `card_at` is where the request names it.
    """
    order = await use_cases.settle(awaited.order_id, awaited.payment_id, seconds, call.cause)
    payment = order.payment(awaited.payment_id)
    if payment.status in (PaymentState.DECLINED, PaymentState.FAILED):
        answer = stored = _problem_response(request, order, payment, card_at)
    else:
        answer = render(order, payment)
        stored = remembered(order, payment) if remembered else answer
    if call.claim is not None:
        await use_cases.complete(call.claim, stored)
    return answer


def _problem_response(request: Request, order: Order, payment: Payment, card_at: str) -> StoredResponse:
    refusal: DomainError = payment_declined(payment.decline_code, order.id, payment.id)
    if payment.decline_code == UNKNOWN_CARD:
        refusal = charged_token_invalid(card_at, order.id, payment.id)
    response = problem_for(request, refusal)
    headers = {name: response.headers[name] for name in ("content-type", "cache-control")}
    return StoredResponse(response.status_code, headers, bytes(response.body))
