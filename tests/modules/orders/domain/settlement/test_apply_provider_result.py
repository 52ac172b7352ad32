"""Word from the provider in any order, late and twice: it is heard once, and no cent is counted twice."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.orders.domain.changes.cancellation import cancel
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment_states import TERMINAL_STATES, Action, PaymentState
from modules.orders.domain.order.status import TRANSITIONS, OrderStatus
from modules.orders.domain.settlement import due_requests, payment_results, refund_policy
from modules.orders.domain.settlement.apply_provider_result import (
    ResultContext,
    apply_payment_result,
    apply_refund_result,
)
from modules.orders.domain.settlement.provider_results import (
    Outcome,
    ProviderPayment,
    ProviderRefund,
    ProviderResult,
    RefundOutcome,
    RequestRejected,
    RequiredAction,
    ResultUnknown,
)
from modules.orders.domain.settlement.refund_policy import RefundRequest
from shared.kernel.backoff import NO_JITTER
from shared.kernel.errors import Conflict
from tests.modules.orders.domain.order_builders import LATER, WEEK, WITHIN, names, order_of
from tests.modules.orders.shop import METADATA

MOMENT = ResultContext(now=LATER, metadata=METADATA, within=WITHIN, chance=lambda: NO_JITTER)


def reported(outcome: Outcome) -> ProviderPayment:
    """The payment as the provider would tell it then."""
    return ProviderPayment(
        "pi_1",
        outcome,
        200,
        "GBP",
        captured_cents=200 if outcome is Outcome.CAPTURED else 0,
        decline_code="insufficient_funds" if outcome is Outcome.DECLINED else None,
        next_action=RequiredAction("redirect_to_url", "secret") if outcome is Outcome.REQUIRES_ACTION else None,
        authorization_expires_at=LATER + WEEK if outcome is Outcome.AUTHORIZED else None,
    )


def hear(order: Order, response: ProviderResult) -> None:
    payment = order.payments[0]
    apply_payment_result(order, payment, payment.action or Action.LOOK_UP, result=response, context=MOMENT)


WORDS: list[ProviderResult] = [
    *(reported(outcome) for outcome in Outcome),
    ResultUnknown(),
    RequestRejected("resource_missing"),
]


def _cancel(order: Order) -> None:
    cancel(order, "no", LATER, METADATA)


STEPS: dict[str, Callable[[Order], None]] = {
    "cancel": _cancel,
    "expire": lambda order: order.expire(LATER, METADATA),
    "take": lambda order: payment_results.capture(order, order.payments[0], LATER),
    "report": lambda order: payment_results.record_provider_event(order, order.payments[0], LATER, METADATA),
}


@given(st.lists(st.sampled_from([*WORDS, *STEPS.values()]), max_size=20))
def test_payment_results_in_any_order_count_once(
    happenings: list[ProviderResult | Callable[[Order], None]],
) -> None:
    order = order_of()
    order.payments[0].transition_to(PaymentState.AUTHORIZING, LATER)
    for happening in happenings:
        was, status = order.payments[0].status, order.status
        if callable(happening):
            try:
                happening(order)
            except Conflict:
                continue
        else:
            hear(order, happening)
            assert was not in TERMINAL_STATES or order.payments[0].status is was
            _changes_nothing_twice(order, happening)
        assert order.status in {status, *TRANSITIONS[status].values()}
        _is_consistent(order)


def _changes_nothing_twice(order: Order, response: ProviderResult) -> None:
    again = deepcopy(order)
    again.events = list(order.events)
    hear(again, response)
    assert names(again) == names(order)
    assert (again.status, again.payment_status, again.paid_cents) == (
        order.status,
        order.payment_status,
        order.paid_cents,
    )


def _is_consistent(order: Order) -> None:
    (payment,) = order.payments
    facts = names(order)
    assert order.paid_cents == payment.captured_cents == (200 if payment.status is PaymentState.CAPTURED else 0)
    assert facts.count("confirmed") <= 1
    assert facts.count("payment.captured") == (payment.status is PaymentState.CAPTURED)
    assert facts.count("payment.authorized") <= 1
    assert facts.count("payment.late") <= 2  # set aside late, then taken all the same
    assert payment.status not in TERMINAL_STATES or payment.token is None
    assert (payment.action is None) == (payment.next_attempt_at is None)
    assert (order.status is OrderStatus.PENDING_PAYMENT) == (order.payment_due_at is not None)
    # An open payment always continues: it waits for the buyer, or its state is looked up again.
    assert (
        payment.status in {*TERMINAL_STATES, PaymentState.REQUIRES_ACTION, PaymentState.AUTHORIZED}
        or payment.action is not None
    )


REFUND_WORDS: list[ProviderResult] = [
    *(ProviderRefund("re_1", outcome) for outcome in RefundOutcome),
    ResultUnknown(),
    RequestRejected("charge_disputed"),
]


@given(st.lists(st.sampled_from(REFUND_WORDS), max_size=10))
def test_refund_results_in_any_order_count_once(words: list[ProviderResult]) -> None:
    order = order_of()
    order.payments[0].transition_to(PaymentState.AUTHORIZING, LATER)
    hear(order, reported(Outcome.CAPTURED))
    refund = refund_policy.create_refund(
        order,
        1,
        RefundRequest(amount_cents=80, shipping_cents=0, items=(), reason="broken", origin="request"),
        LATER,
        METADATA,
    )
    for word in words:
        apply_refund_result(order, refund, word, MOMENT)
        before = names(order)
        apply_refund_result(order, refund, word, MOMENT)  # once more
        assert names(order) == before
        assert order.refunded_cents == order.payments[0].refunded_cents == (80 if refund.status == "succeeded" else 0)
        assert refund.is_open == (refund.next_attempt_at is not None)


def test_a_repeated_result_does_not_change_a_final_refund() -> None:
    order = order_of()
    order.payments[0].transition_to(PaymentState.AUTHORIZING, LATER)
    hear(order, reported(Outcome.CAPTURED))
    refund = refund_policy.create_refund(
        order,
        1,
        RefundRequest(amount_cents=80, shipping_cents=0, items=(), reason="broken", origin="request"),
        LATER,
        METADATA,
    )
    word = ProviderRefund("re_1", RefundOutcome.SUCCEEDED)
    apply_refund_result(order, refund, word, MOMENT)
    before = deepcopy(refund)
    apply_refund_result(order, refund, word, replace(MOMENT, now=LATER + WEEK))
    assert refund == before


def test_the_retry_of_a_final_refund_is_cleared() -> None:
    order = order_of()
    order.payments[0].transition_to(PaymentState.AUTHORIZING, LATER)
    hear(order, reported(Outcome.CAPTURED))
    refund = refund_policy.create_refund(
        order,
        1,
        RefundRequest(amount_cents=80, shipping_cents=0, items=(), reason="broken", origin="request"),
        LATER,
        METADATA,
    )
    word = ProviderRefund("re_1", RefundOutcome.SUCCEEDED)
    apply_refund_result(order, refund, word, MOMENT)
    refund.schedule_retry(LATER, LATER)
    stored = replace(refund, persisted=True, dirty=False)
    apply_refund_result(order, stored, word, MOMENT)
    assert (stored.next_attempt_at, stored.dirty) == (None, True)


def test_the_retry_delay_grows_up_to_a_maximum() -> None:
    pauses = [MOMENT.retry_at(attempts) - LATER for attempts in (1, 2, 3, 99)]
    assert pauses == [timedelta(seconds=1), timedelta(seconds=2), timedelta(seconds=4), timedelta(minutes=10)]


@pytest.mark.parametrize("word", [Outcome.CAPTURED, Outcome.AUTHORIZED])
def test_a_late_payment_does_not_reopen_a_cancelled_order(word: Outcome) -> None:
    order = order_of()
    order.payments[0].transition_to(PaymentState.AUTHORIZING, LATER)
    cancel(order, "no", LATER, METADATA)
    hear(order, reported(word))
    assert (order.status, names(order)[-1]) == ("cancelled", "payment.late")


def test_a_superseded_result_does_not_delay_the_pending_action() -> None:
    """A look-up was under way, because the provider had sent word, when the order was cancelled."""
    for response in (
        reported(Outcome.AUTHORIZED),
        reported(Outcome.PROCESSING),
        ResultUnknown(),
        RequestRejected("resource_missing"),
    ):
        order = order_of()
        payment = order.payments[0]
        payment.transition_to(PaymentState.AUTHORIZING, LATER)
        hear(order, reported(Outcome.AUTHORIZED))
        payment_results.record_provider_event(order, payment, LATER, METADATA)
        cancel(order, "no", LATER, METADATA)
        apply_payment_result(order, payment, Action.LOOK_UP, result=response, context=MOMENT, superseded=True)
        assert (payment.status, payment.action, payment.next_attempt_at) == (PaymentState.VOIDING, Action.VOID, LATER)
        assert due_requests.is_due_at_provider(order, LATER)


def test_a_superseded_result_is_still_applied() -> None:
    order = order_of()
    payment = order.payments[0]
    payment.transition_to(PaymentState.AUTHORIZING, LATER)
    hear(order, reported(Outcome.AUTHORIZED))
    payment_results.record_provider_event(order, payment, LATER, METADATA)
    cancel(order, "no", LATER, METADATA)
    apply_payment_result(
        order, payment, Action.LOOK_UP, result=reported(Outcome.VOIDED), context=MOMENT, superseded=True
    )
    assert (payment.status, payment.action, payment.next_attempt_at) == (PaymentState.VOIDED, None, None)
