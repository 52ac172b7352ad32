"""Results of payments as the provider reports them, applied to an order."""

from collections.abc import Callable

from modules.orders.application.placement.new_payment import new_payment
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import NextAction, Payment
from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.domain.settlement import payment_results
from tests.modules.orders.domain.order_builders import LATER, MANUAL_PAYMENT, NOW, WEEK, WITHIN, payment_of
from tests.modules.orders.shop import METADATA

ACTION = NextAction(type="redirect_to_url", client_secret="secret", redirect_url=None, expires_at=NOW + WITHIN)


Word = Callable[[Order, Payment], None]


WORDS: dict[PaymentState, Word] = {
    PaymentState.AUTHORIZED: lambda o, p: payment_results.record_authorization(
        o, p, NOW + WEEK, now=LATER, metadata=METADATA
    ),
    PaymentState.CAPTURED: lambda o, p: payment_results.record_capture(
        o, p, p.amount_cents, now=LATER, metadata=METADATA
    ),
    PaymentState.REQUIRES_ACTION: lambda o, p: payment_results.record_action_required(
        o, p, ACTION, now=LATER, metadata=METADATA
    ),
    PaymentState.DECLINED: lambda o, p: payment_results.record_decline(
        o, p, PaymentState.DECLINED, code="insufficient_funds", within=WITHIN, now=LATER, metadata=METADATA
    ),
    PaymentState.FAILED: lambda o, p: payment_results.record_decline(
        o, p, PaymentState.FAILED, code="never", within=WITHIN, now=LATER, metadata=METADATA
    ),
    PaymentState.VOIDED: lambda o, p: payment_results.record_void(o, p, WITHIN, now=LATER, metadata=METADATA),
    PaymentState.UNKNOWN: lambda o, p: payment_results.record_unknown(o, p, LATER, now=LATER, metadata=METADATA),
}
"""What can be heard of a payment, by the state it leads to."""


def asked(order: Order) -> Payment:
    """Its payment, of which the provider is being asked."""
    payment = payment_of(order)
    payment.transition_to(PaymentState.AUTHORIZING, NOW)
    return payment


def heard(order: Order, state: PaymentState) -> bool:
    """Whether the word was taken."""
    payment = payment_of(order)
    if taken := payment.can_become(state):
        WORDS[state](order, payment)
    return taken


def pay_manually(order: Order, cents: int) -> None:
    payment = new_payment(
        len(order.payments) + 1, order_id=1, amount_cents=cents, currency="GBP", instruction=MANUAL_PAYMENT, now=LATER
    )
    payment_results.start(order, payment, LATER, METADATA)
    payment_results.record_manual_payment(order, payment, LATER, METADATA)
