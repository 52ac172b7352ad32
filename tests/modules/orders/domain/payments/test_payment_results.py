from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.orders.application.placement.new_payment import new_payment
from modules.orders.domain.changes.cancellation import cancel, cancel_units
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import NextAction, Payment
from modules.orders.domain.order.payments.payment_states import (
    PAYMENT_TRANSITIONS,
    TERMINAL_STATES,
    Action,
    PaymentState,
)
from modules.orders.domain.order.status import TERMINAL_STATUSES, TRANSITIONS, Status, Transition
from modules.orders.domain.payments import disputes, payment_results, refund_policy
from shared.kernel.errors import Conflict
from tests.modules.orders.domain.order_builders import (
    BY_HAND,
    CARD,
    LATER,
    NOW,
    WEEK,
    WITHIN,
    names,
    order_of,
    payment_of,
)
from tests.modules.orders.shop import METADATA

ACTION = NextAction(type="redirect_to_url", client_secret="secret", redirect_url=None, expires_at=NOW + WITHIN)

Word = Callable[[Order, Payment], None]
WORDS: dict[PaymentState, Word] = {
    PaymentState.AUTHORIZED: lambda o, p: payment_results.record_authorization(o, p, NOW + WEEK, LATER, METADATA),
    PaymentState.CAPTURED: lambda o, p: payment_results.record_capture(o, p, p.amount_cents, LATER, METADATA),
    PaymentState.REQUIRES_ACTION: lambda o, p: payment_results.record_action_required(o, p, ACTION, LATER, METADATA),
    PaymentState.DECLINED: lambda o, p: payment_results.record_refusal(
        o, p, PaymentState.DECLINED, "insufficient_funds", WITHIN, LATER, METADATA
    ),
    PaymentState.FAILED: lambda o, p: payment_results.record_refusal(
        o, p, PaymentState.FAILED, "never", WITHIN, LATER, METADATA
    ),
    PaymentState.VOIDED: lambda o, p: payment_results.record_void(o, p, WITHIN, LATER, METADATA),
    PaymentState.UNKNOWN: lambda o, p: payment_results.record_unknown(o, p, LATER, LATER, METADATA),
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


def pay_by_hand(order: Order, cents: int) -> None:
    payment = new_payment(len(order.payments) + 1, 1, cents, "GBP", BY_HAND, LATER)
    payment_results.start(order, payment, LATER, METADATA)
    payment_results.record_manual_payment(order, payment, LATER, METADATA)


@pytest.mark.parametrize(
    ("word", "facts", "status", "payment_status"),
    [
        (PaymentState.CAPTURED, ["payment.captured", "confirmed"], "confirmed", "paid"),
        (PaymentState.AUTHORIZED, ["payment.authorized", "confirmed"], "confirmed", "authorized"),
        (PaymentState.REQUIRES_ACTION, ["payment.requires_action"], "pending_payment", "requires_action"),
        (PaymentState.DECLINED, ["payment.declined"], "pending_payment", "unpaid"),
        (PaymentState.FAILED, ["payment.failed"], "pending_payment", "unpaid"),
        (PaymentState.UNKNOWN, ["payment.unknown"], "pending_payment", "pending"),
    ],
)
def test_payment_results_change_the_order(
    word: PaymentState, facts: list[str], status: str, payment_status: str
) -> None:
    order = order_of()
    asked(order)
    version = order.version
    assert heard(order, word)
    assert names(order) == ["placed", "payment.created", *facts]
    assert (order.status, order.payment_status) == (status, payment_status)
    assert order.version > version
    assert order.paid_cents == (200 if word is PaymentState.CAPTURED else 0)


def test_a_declined_payment_restarts_the_deadline_for_another_attempt() -> None:
    order = order_of()
    asked(order)
    heard(order, PaymentState.DECLINED)
    assert (payment_of(order).decline_code, order.payment_due_at) == ("insufficient_funds", LATER + WITHIN)
    payment_results.start(order, new_payment(2, 1, 200, "GBP", CARD, LATER), LATER, METADATA)
    assert (order.payment_status, len(order.payments)) == ("pending", 2)
    asked(order)
    heard(order, PaymentState.CAPTURED)
    assert (order.status, order.paid_cents) == ("confirmed", 200)


def test_only_one_attempt_at_a_time_and_none_once_it_is_paid() -> None:
    order = order_of()
    again = new_payment(2, 1, 200, "GBP", CARD, NOW)
    with pytest.raises(Conflict) as under_way:
        payment_results.start(order, again, NOW, METADATA)
    assert under_way.value.code == "payment_in_progress"
    asked(order)
    heard(order, PaymentState.CAPTURED)
    with pytest.raises(Conflict) as paid:
        payment_results.start(order, again, NOW, METADATA)
    assert paid.value.code == "invalid_transition"


@pytest.mark.parametrize("status", [Status.CONFIRMED, Status.COMPLETED])
def test_an_order_on_invoice_is_paid_in_parts_whatever_its_goods_did(status: Status) -> None:
    order = order_of(None)
    order.confirm(NOW, METADATA)
    order.payment_method, order.status = "invoice", status
    pay_by_hand(order, 150)
    assert (order.payment_status, order.outstanding_cents) == ("partially_paid", 50)
    with pytest.raises(Conflict) as refusal:
        pay_by_hand(order, 51)
    assert (refusal.value.code, refusal.value.extensions) == ("payment_exceeds_outstanding", {"max_cents": 50})
    pay_by_hand(order, 50)
    assert (order.status, order.payment_status, order.paid_cents) == (status, "paid", 200)
    assert order.payment_method == "invoice"
    with pytest.raises(Conflict) as paid:
        pay_by_hand(order, 1)
    assert (paid.value.code, "nothing is outstanding" in paid.value.detail) == ("invalid_transition", True)


def test_an_order_that_is_paid_in_part_waits_for_the_rest_without_an_end() -> None:
    order = order_of(None)
    pay_by_hand(order, 150)
    assert (order.status, order.payment_status, order.payment_due_at) == ("pending_payment", "partially_paid", None)
    assert not order.is_overdue(LATER + timedelta(days=999))
    payment_results.start(order, new_payment(2, 1, order.payable_cents, "GBP", CARD, LATER), LATER, METADATA)
    assert (payment_of(order).amount_cents, order.payment_status) == (50, "pending")
    asked(order)
    heard(order, PaymentState.DECLINED)
    assert (order.payment_status, order.payment_due_at) == ("partially_paid", None)
    pay_by_hand(order, 50)
    assert (order.status, order.payment_status) == ("confirmed", "paid")


def test_a_part_payment_that_went_back_lowers_no_price_and_gives_time_to_pay_again() -> None:
    order = order_of(None)
    pay_by_hand(order, 150)
    refund_policy.create_refund(
        order, 1, refund_policy.RefundRequest(150, 0, (), "by card instead", "part_payment"), LATER, METADATA
    )
    assert (order.payment_status, order.outstanding_cents, order.credited_cents) == ("unpaid", 200, 0)
    assert payment_results.restart_payment_window(order, WITHIN, LATER)
    assert order.payment_due_at == LATER + WITHIN
    assert not payment_results.restart_payment_window(order, WITHIN, LATER)


def test_cancelling_what_is_not_paid_confirms_the_rest() -> None:
    order = order_of(None)
    pay_by_hand(order, 100)
    cancel_units(order, {1: 1}, LATER, METADATA)
    assert (order.status, order.payment_status, order.outstanding_cents) == ("confirmed", "paid", 0)


def test_retry_after_is_the_real_waiting_time() -> None:
    order = order_of()
    payment = payment_of(order)
    assert payment.seconds_until_update(LATER) == 1
    payment.schedule_retry(LATER + timedelta(seconds=30), LATER)
    assert payment.seconds_until_update(LATER) == 1, "it is being asked about, the next try is for the case of a crash"
    asked(order)
    payment_results.record_unknown(order, payment, LATER + timedelta(seconds=30), LATER, METADATA)
    assert payment.seconds_until_update(LATER) == 30
    heard(order, PaymentState.REQUIRES_ACTION)
    assert payment.seconds_until_update(NOW) == WITHIN.total_seconds()


def test_a_waiting_payment_of_an_invoice_is_left_to_its_buyer_and_can_be_cancelled() -> None:
    order = order_of(None)
    order.confirm(NOW, METADATA)
    payment_results.start(order, new_payment(1, 1, 200, "GBP", CARD, NOW), NOW, METADATA)
    payment = asked(order)
    heard(order, PaymentState.REQUIRES_ACTION)
    assert payment_results.is_awaiting_buyer(payment)
    payment_results.cancel_approval(order, payment, LATER)
    assert (payment.status, payment.action) == ("voiding", Action.VOID)
    version = order.version
    payment_results.cancel_approval(order, payment, LATER)
    assert order.version == version
    heard(order, PaymentState.CAPTURED)
    assert (order.status, order.payment_status, payment.has_succeeded) == ("confirmed", "paid", True)


def test_an_authorization_for_shipped_units_is_captured_at_once() -> None:
    order = order_of(None)
    order.confirm(NOW, METADATA)
    order.lines[0].shipped = 1
    payment_results.start(order, new_payment(1, 1, 200, "GBP", CARD, NOW), NOW, METADATA)
    payment = asked(order)
    heard(order, PaymentState.AUTHORIZED)
    assert (payment.status, payment.action, payment.capture_cents) == ("capturing", Action.CAPTURE, 200)


@pytest.mark.parametrize("word", [PaymentState.CAPTURED, PaymentState.AUTHORIZED])
@pytest.mark.parametrize("end", ["cancel", "expire"])
def test_money_for_a_cancelled_or_expired_order_is_late(word: PaymentState, end: str) -> None:
    order = order_of()
    asked(order)
    if end == "cancel":
        cancel(order, "no", LATER, METADATA)
    else:
        order.expire(LATER, METADATA)
    heard(order, word)
    assert names(order)[-2:] == [f"payment.{word}", "payment.late"]
    assert "confirmed" not in names(order)
    assert payment_results.is_late(order) == (word is PaymentState.CAPTURED)
    if word is PaymentState.AUTHORIZED:
        assert (payment_of(order).status, payment_of(order).action) == ("voiding", Action.VOID)


def test_money_that_comes_when_all_has_shipped_is_in_time() -> None:
    order = order_of()
    payment = asked(order)
    heard(order, PaymentState.AUTHORIZED)
    payment_results.capture(order, payment, LATER)
    order.status = Status.COMPLETED
    heard(order, PaymentState.CAPTURED)
    assert (names(order)[-1], order.payment_status, payment_results.is_late(order)) == (
        "payment.captured",
        "paid",
        False,
    )


def test_what_was_not_asked_for_yet_ends_with_the_order() -> None:
    order = order_of()
    cancel(order, "no", LATER, METADATA)
    assert (payment_of(order).status, payment_of(order).token) == ("voided", None)
    assert (order.status, order.payment_status) == ("cancelled", "unpaid")


def test_authorized_money_is_captured_once() -> None:
    order = order_of()
    payment = asked(order)
    heard(order, PaymentState.AUTHORIZED)
    payment_results.capture(order, payment, LATER)
    assert (payment.status, payment.action, order.payment_status) == ("capturing", Action.CAPTURE, "authorized")
    with pytest.raises(Conflict) as twice:
        payment_results.capture(order, payment, LATER)
    assert twice.value.extensions["from"] == "capturing"
    heard(order, PaymentState.CAPTURED)
    with pytest.raises(Conflict):
        payment_results.capture(order, payment, LATER)


def test_an_expired_authorization_leaves_the_amount_outstanding() -> None:
    order = order_of()
    asked(order)
    heard(order, PaymentState.AUTHORIZED)
    assert not order.is_payable
    heard(order, PaymentState.VOIDED)
    assert (order.status, order.payment_status, order.is_payable) == ("confirmed", "voided", True)


def test_a_dispute_holds_the_order_and_its_end_does_not() -> None:
    order = order_of()
    payment = asked(order)
    heard(order, PaymentState.CAPTURED)
    disputes.record_dispute(order, payment, "needs_response", LATER, METADATA)
    assert (payment.dispute_status, order.hold and order.hold.reason) == ("needs_response", "dispute")
    order.release_hold(LATER, METADATA)
    disputes.record_dispute(order, payment, "won", LATER, METADATA)
    assert (payment.dispute_status, order.hold) == ("won", None)


def test_the_expiry_notice_changes_no_state() -> None:
    order = order_of()
    payment = asked(order)
    heard(order, PaymentState.AUTHORIZED)
    payment_results.record_expiry_notice(order, payment, LATER, METADATA)
    assert (payment.lapse_notified, payment.status, names(order)[-1]) == (True, "authorized", "payment.expiring")


def test_the_token_shows_nowhere_and_goes_with_the_answer() -> None:
    for word in WORDS.keys() - {PaymentState.UNKNOWN, PaymentState.VOIDED}:
        order = order_of()
        payment = asked(order)
        assert payment.token == "pm_secret"
        assert "pm_secret" not in repr(order)
        heard(order, word)
        assert payment.token is None


def test_every_state_of_a_payment_is_in_the_table() -> None:
    assert set(PAYMENT_TRANSITIONS) == set(PaymentState)
    assert set().union(*PAYMENT_TRANSITIONS.values()) | {PaymentState.CREATED} == set(PaymentState)
    assert {PaymentState.CAPTURED, PaymentState.DECLINED, PaymentState.VOIDED, PaymentState.FAILED} == TERMINAL_STATES


def _cancel(order: Order) -> None:
    cancel(order, "no", LATER, METADATA)


def _credit(order: Order, cents: int) -> None:
    """Goods that were not paid for have come back."""
    if order.status is Status.COMPLETED:
        order.credited_cents += min(cents, order.outstanding_cents)
        order.recompute_payment_status()


def _complete(order: Order) -> None:
    order.status = order.next_status(Transition.COMPLETE)


STEPS: dict[str, Word] = {
    "cancel": lambda o, _: _cancel(o),
    "expire": lambda o, _: o.expire(LATER, METADATA),
    "take": lambda o, p: payment_results.capture(o, p, LATER),
    "again": lambda o, p: payment_results.start(
        o, new_payment(p.id + 1, 1, o.payable_cents, "GBP", CARD, LATER), LATER, METADATA
    ),
    "pay a part": lambda o, _: pay_by_hand(o, 70),
    "pay the rest": lambda o, _: pay_by_hand(o, o.payable_cents),
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
    told = names(order)
    assert order.paid_cents == sum(payment.captured_cents for payment in order.payments) <= 200
    assert sum(p.status not in TERMINAL_STATES for p in order.payments) <= 1
    assert order.paid_cents + sum(p.authorized_cents for p in order.payments) <= 200
    assert told.count("confirmed") <= 1
    assert told.count("payment.captured") == sum(p.status is PaymentState.CAPTURED for p in order.payments)
    assert order.outstanding_cents == (0 if order.status in TERMINAL_STATUSES else max(0, order.balance_cents))
    assert [fact.sequence for fact in order.events] == list(range(1, order.sequence + 1))
    # An order that waits has a time to be paid, unless a part of its money is here: that must not expire.
    waits = order.status is Status.PENDING_PAYMENT
    assert (waits and not order.holds_money) == (order.payment_due_at is not None)
    assert not waits or order.outstanding_cents
    assert not (order.holds_money and order.is_overdue(LATER + timedelta(days=365)))
    assert all(payment.token is None for payment in order.payments if payment.status in TERMINAL_STATES)
    again = deepcopy(order)
    again.recompute_payment_status()
    assert again.payment_status is order.payment_status


def test_expiry_is_no_step_of_a_confirmed_order() -> None:
    assert Transition.EXPIRE not in TRANSITIONS[Status.CONFIRMED]
    order = order_of()
    asked(order)
    heard(order, PaymentState.CAPTURED)
    assert not order.is_overdue(LATER + timedelta(days=1))
