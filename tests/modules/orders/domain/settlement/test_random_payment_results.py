"""Random sequences of payment results and changes of the order."""

from copy import deepcopy
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from modules.orders.application.placement.new_payment import new_payment
from modules.orders.domain.changes.cancellation import cancel
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment_states import PAYMENT_TRANSITIONS, TERMINAL_STATES, PaymentState
from modules.orders.domain.order.status import TERMINAL_STATUSES, TRANSITIONS, OrderStatus, Transition
from modules.orders.domain.settlement import payment_results
from shared.kernel.errors import Conflict
from tests.modules.orders.domain.order_builders import CARD, LATER, names, order_of, payment_of
from tests.modules.orders.domain.settlement.payment_reports import WORDS, Word, heard, pay_manually
from tests.modules.orders.shop import METADATA


def _cancel(order: Order) -> None:
    cancel(order, "no", LATER, METADATA)


def _credit(order: Order, cents: int) -> None:
    """Goods that were not paid for have come back."""
    if order.status is OrderStatus.COMPLETED:
        order.credited_cents += min(cents, order.outstanding_cents)
        order.recompute_payment_status()


def _complete(order: Order) -> None:
    order.status = order.next_status(Transition.COMPLETE)


STEPS: dict[str, Word] = {
    "cancel": lambda o, _: _cancel(o),
    "expire": lambda o, _: o.expire(LATER, METADATA),
    "take": lambda o, p: payment_results.capture(o, p, LATER),
    "again": lambda o, p: payment_results.start(
        o,
        new_payment(p.id + 1, order_id=1, amount_cents=o.payable_cents, currency="GBP", instruction=CARD, now=LATER),
        LATER,
        METADATA,
    ),
    "pay a part": lambda o, _: pay_manually(o, 70),
    "pay the rest": lambda o, _: pay_manually(o, o.payable_cents),
    "call off": lambda o, p: (
        payment_results.cancel_approval(o, p, LATER) if payment_results.is_awaiting_buyer(p) else None
    ),
    "credit": lambda o, _: _credit(o, 30),
    "complete": lambda o, _: _complete(o),
    "ask": lambda _, p: p.transition_to(PaymentState.AUTHORIZING, LATER),
    "report": lambda o, p: payment_results.record_provider_event(o, p, LATER, METADATA),
}
"""What else can happen meanwhile; refused where it cannot."""


@given(st.lists(st.sampled_from([*WORDS, *STEPS]), max_size=25))
def test_results_in_any_order_count_once(happenings: list[PaymentState | str]) -> None:
    """Late, double and out of order: states follow their tables, and no cent is counted twice."""
    order = order_of()
    for happening in happenings:
        before = deepcopy(order)
        if isinstance(happening, PaymentState):
            taken = heard(order, happening)
            if not taken:
                assert order == before
                assert names(order) == names(before)
        else:
            try:
                STEPS[happening](order, payment_of(order))
            except Conflict:
                assert names(order) == names(before)
        _follows_its_tables(before, order)
        _is_consistent(order)


def _follows_its_tables(before: Order, order: Order) -> None:
    for was, payment in zip(before.payments, order.payments, strict=False):
        ways = PAYMENT_TRANSITIONS[was.status]
        onwards = ways.union(*(PAYMENT_TRANSITIONS[state] for state in ways))
        # An authorization of a cancelled or expired order is voided at once.
        assert payment.status in {was.status} | (onwards if payment.status is PaymentState.VOIDING else ways)
    assert order.status in {before.status, *TRANSITIONS[before.status].values()}


def _is_consistent(order: Order) -> None:
    reported = names(order)
    assert order.paid_cents == sum(payment.captured_cents for payment in order.payments) <= 200
    assert sum(p.status not in TERMINAL_STATES for p in order.payments) <= 1
    assert order.paid_cents + sum(p.authorized_cents for p in order.payments) <= 200
    assert reported.count("confirmed") <= 1
    assert reported.count("payment.captured") == sum(p.status is PaymentState.CAPTURED for p in order.payments)
    assert order.outstanding_cents == (0 if order.status in TERMINAL_STATUSES else max(0, order.balance_cents))
    assert [fact.sequence for fact in order.events] == list(range(1, order.sequence + 1))
    # An order that waits has a time to be paid, unless a part of its money is here: that must not expire.
    waits = order.status is OrderStatus.PENDING_PAYMENT
    assert (waits and not order.holds_money) == (order.payment_due_at is not None)
    assert not waits or order.outstanding_cents
    assert not (order.holds_money and order.is_overdue(LATER + timedelta(days=365)))
    assert all(payment.token is None for payment in order.payments if payment.status in TERMINAL_STATES)
    again = deepcopy(order)
    again.recompute_payment_status()
    assert again.payment_status is order.payment_status
