"""Results of a payment change the order."""

from datetime import timedelta

import pytest

from modules.orders.application.placement.new_payment import new_payment
from modules.orders.domain.changes.cancellation import cancel
from modules.orders.domain.order.payments.payment_states import (
    PAYMENT_TRANSITIONS,
    TERMINAL_STATES,
    Action,
    PaymentState,
)
from modules.orders.domain.order.status import TRANSITIONS, OrderStatus, Transition
from modules.orders.domain.settlement import disputes, payment_results
from shared.kernel.errors import Conflict
from tests.modules.orders.domain.order_builders import CARD, LATER, NOW, WITHIN, names, order_of, payment_of
from tests.modules.orders.domain.settlement.payment_reports import WORDS, asked, heard
from tests.modules.orders.shop import METADATA


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
    payment_results.start(
        order,
        new_payment(2, order_id=1, amount_cents=200, currency="GBP", instruction=CARD, now=LATER),
        LATER,
        METADATA,
    )
    assert (order.payment_status, len(order.payments)) == ("pending", 2)
    asked(order)
    heard(order, PaymentState.CAPTURED)
    assert (order.status, order.paid_cents) == ("confirmed", 200)


def test_only_one_attempt_at_a_time_and_none_once_it_is_paid() -> None:
    order = order_of()
    again = new_payment(2, order_id=1, amount_cents=200, currency="GBP", instruction=CARD, now=NOW)
    with pytest.raises(Conflict) as under_way:
        payment_results.start(order, again, NOW, METADATA)
    assert under_way.value.code == "payment_in_progress"
    asked(order)
    heard(order, PaymentState.CAPTURED)
    with pytest.raises(Conflict) as paid:
        payment_results.start(order, again, NOW, METADATA)
    assert paid.value.code == "invalid_transition"


def test_retry_after_is_the_real_waiting_time() -> None:
    order = order_of()
    payment = payment_of(order)
    assert payment.seconds_until_update(LATER) == 1
    payment.schedule_retry(LATER + timedelta(seconds=30), LATER)
    assert payment.seconds_until_update(LATER) == 1, "it is being asked about, the next try is for the case of a crash"
    asked(order)
    payment_results.record_unknown(order, payment, LATER + timedelta(seconds=30), now=LATER, metadata=METADATA)
    assert payment.seconds_until_update(LATER) == 30
    heard(order, PaymentState.REQUIRES_ACTION)
    assert payment.seconds_until_update(NOW) == WITHIN.total_seconds()


def test_a_waiting_payment_of_an_invoice_is_left_to_its_buyer_and_can_be_cancelled() -> None:
    order = order_of(None)
    order.confirm(NOW, METADATA)
    payment_results.start(
        order, new_payment(1, order_id=1, amount_cents=200, currency="GBP", instruction=CARD, now=NOW), NOW, METADATA
    )
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
    payment_results.start(
        order, new_payment(1, order_id=1, amount_cents=200, currency="GBP", instruction=CARD, now=NOW), NOW, METADATA
    )
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


def test_a_payment_after_shipment_is_not_late() -> None:
    order = order_of()
    payment = asked(order)
    heard(order, PaymentState.AUTHORIZED)
    payment_results.capture(order, payment, LATER)
    order.status = OrderStatus.COMPLETED
    heard(order, PaymentState.CAPTURED)
    assert (names(order)[-1], order.payment_status, payment_results.is_late(order)) == (
        "payment.captured",
        "paid",
        False,
    )


def test_an_unsent_payment_ends_with_the_order() -> None:
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
    disputes.record_dispute(order, payment, "needs_response", now=LATER, metadata=METADATA)
    assert (payment.dispute_status, order.hold and order.hold.reason) == ("needs_response", "dispute")
    order.release_hold(LATER, METADATA)
    disputes.record_dispute(order, payment, "won", now=LATER, metadata=METADATA)
    assert (payment.dispute_status, order.hold) == ("won", None)


def test_the_expiry_notice_changes_no_state() -> None:
    order = order_of()
    payment = asked(order)
    heard(order, PaymentState.AUTHORIZED)
    payment_results.record_expiry_notice(order, payment, now=LATER, metadata=METADATA)
    assert (payment.lapse_notified, payment.status, names(order)[-1]) == (True, "authorized", "payment.expiring")


def test_the_token_is_hidden_and_deleted_with_the_result() -> None:
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


def test_a_confirmed_order_cannot_expire() -> None:
    assert Transition.EXPIRE not in TRANSITIONS[OrderStatus.CONFIRMED]
    order = order_of()
    asked(order)
    heard(order, PaymentState.CAPTURED)
    assert not order.is_overdue(LATER + timedelta(days=1))
