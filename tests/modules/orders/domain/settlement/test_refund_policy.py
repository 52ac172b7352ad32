from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.domain.order.payments.refund import REFUND_TRANSITIONS, Refund, RefundItem, RefundState
from modules.orders.domain.settlement import payment_results, refund_policy
from modules.orders.domain.settlement.refund_policy import RefundRequest
from shared.kernel.errors import Conflict
from tests.modules.orders.domain.order_builders import CARD, LATER, MANUAL_PAYMENT, NOW, names, order_of
from tests.modules.orders.shop import METADATA


def paid() -> Order:
    """By card: refunds are requested from the provider."""
    order = order_of(CARD)
    payment = order.payments[0]
    payment.transition_to(PaymentState.AUTHORIZING, NOW)
    payment_results.record_capture(order, payment, payment.amount_cents, now=NOW, metadata=METADATA)
    return order


def ask(order: Order, cents: int, shipping_cents: int = 0, items: list[RefundItem] | None = None) -> Refund:
    instruction = RefundRequest(
        amount_cents=cents, shipping_cents=shipping_cents, items=items or [], reason="broken", origin="request"
    )
    return refund_policy.create_refund(order, len(order.refunds) + 1, instruction, LATER, METADATA)


def test_a_refund_waits_for_the_provider() -> None:
    order = paid()
    refund = ask(order, 50)
    assert (refund.status, refund.next_attempt_at, refund.payment_id) == ("pending", LATER, 1)
    assert (order.refunded_cents, order.payment_status) == (0, "paid")
    refund_policy.record_success(order, refund, LATER, METADATA)
    assert (refund.status, refund.next_attempt_at) == ("succeeded", None)
    assert (order.refunded_cents, order.payments[0].refunded_cents, order.payment_status) == (
        50,
        50,
        "partially_refunded",
    )
    assert names(order)[-2:] == ["refund.created", "refund.succeeded"]


def test_money_paid_manually_is_refunded_manually() -> None:
    order = order_of(MANUAL_PAYMENT)
    refund = ask(order, 200)
    assert (refund.status, order.refunded_cents, order.payment_status) == ("succeeded", 200, "refunded")


def test_refunds_never_exceed_the_captured_amount_including_pending_ones() -> None:
    order = paid()
    ask(order, 150)
    with pytest.raises(Conflict) as error:
        ask(order, 51)
    assert (error.value.code, error.value.extensions) == ("refund_exceeds_captured", {"max_cents": 50})
    refund_policy.record_success(order, ask(order, 50), LATER, METADATA)
    with pytest.raises(Conflict) as nothing_left:
        ask(order, 1)
    assert nothing_left.value.extensions == {"max_cents": 0}


@pytest.mark.parametrize("order", [order_of(None), order_of(CARD)], ids=["unpaid", "under way"])
def test_money_that_was_never_captured_cannot_be_refunded(order: Order) -> None:
    with pytest.raises(Conflict) as error:
        ask(order, 1)
    assert error.value.extensions == {"max_cents": 0}


def test_a_failed_refund_can_be_made_manually() -> None:
    order = paid()
    refund = ask(order, 200)
    refund_policy.record_unknown(order, refund, LATER + timedelta(minutes=1), now=LATER, metadata=METADATA)
    refund_policy.record_unknown(order, refund, LATER + timedelta(minutes=2), now=LATER, metadata=METADATA)
    assert (refund.status, refund.next_attempt_at) == ("unknown", LATER + timedelta(minutes=2))
    refund_policy.record_failure(order, refund, LATER, METADATA)
    assert names(order)[-3:] == ["refund.created", "refund.unknown", "refund.failed"]
    assert refund_policy.refundable_cents(order) == 200


def test_a_bank_can_return_a_refund() -> None:
    order = paid()
    refund = ask(order, 200)
    refund_policy.record_success(order, refund, LATER, METADATA)
    refund_policy.record_failure(order, refund, LATER, METADATA)
    assert (order.refunded_cents, order.payments[0].refunded_cents, order.payment_status) == (0, 0, "paid")
    assert refund_policy.refundable_cents(order) == 200


@pytest.mark.parametrize(("included", "whole"), [(True, 600), (False, 720)])
def test_shipping_is_refunded_with_its_tax_and_once(included: bool, whole: int) -> None:
    order = order_of(MANUAL_PAYMENT, shipping_cents=600, prices_include_tax=included)
    assert refund_policy.refundable_shipping_cents(order) == whole
    ask(order, 200, 200)
    assert refund_policy.refundable_shipping_cents(order) == whole - 200
    refund_policy.record_failure(order, order.refunds[0], LATER, METADATA)
    assert refund_policy.refundable_shipping_cents(order) == whole


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 999)), min_size=1, max_size=4),
    st.integers(0, 500),
    st.data(),
)
def test_units_refunded_in_any_portions_sum_to_what_was_paid(
    lines: list[tuple[int, int]], discount: int, data: st.DataObject
) -> None:
    worth = sum(units * cents for units, cents in lines)
    order = order_of(MANUAL_PAYMENT, lines, discount_cents=min(discount, worth))
    for line in order.lines:
        line.shipped = line.quantity
    given_back = dict.fromkeys((line.line_id for line in order.lines), 0)
    while left := {
        line.line_id: line.quantity - line.credited for line in order.lines if line.credited < line.quantity
    }:
        line_id = data.draw(st.sampled_from(sorted(left)))
        (item,) = refund_policy.credit(order, {line_id: data.draw(st.integers(1, left[line_id]))})
        given_back[line_id] += item.amount_cents
    assert given_back == {line.line_id: line.total_cents for line in order.lines}
    assert refund_policy.credit(order, {1: 1}) == []


def test_only_units_that_shipped_and_were_not_refunded_are_refunded_by_the_unit() -> None:
    order = order_of(MANUAL_PAYMENT, ((4, 100),))
    line = order.lines[0]
    with pytest.raises(Conflict) as unshipped:
        refund_policy.credit_shipped(order, {1: 1})
    assert (unshipped.value.code, unshipped.value.extensions) == (
        "units_not_shipped",
        {"line_id": 1, "max_quantity": 0},
    )
    assert "POST /v1/orders/1/cancel" in unshipped.value.detail
    line.shipped = 3
    with pytest.raises(Conflict) as too_many:
        refund_policy.credit_shipped(order, {1: 4})
    assert (too_many.value.code, too_many.value.extensions["max_quantity"]) == ("units_not_shipped", 3)
    assert refund_policy.credit_shipped(order, {1: 2}) == [RefundItem(1, 2, 200)]
    assert line.cancel(1) == 100
    with pytest.raises(Conflict) as given_back:
        refund_policy.credit_shipped(order, {1: 2})
    assert (given_back.value.code, given_back.value.extensions) == (
        "already_refunded",
        {"line_id": 1, "max_quantity": 1},
    )
    assert refund_policy.credit_shipped(order, {1: 1}) == [RefundItem(1, 1, 100)]
    assert (line.credited, line.credited_cents, line.refundable_quantity) == (4, 400, 0)


@given(st.integers(0, 400), st.integers(1, 9), st.lists(st.tuples(st.booleans(), st.integers(1, 9)), max_size=20))
def test_credits_reverted_in_any_order_keep_exact_sums(
    total: int, quantity: int, moves: list[tuple[bool, int]]
) -> None:
    line = order_of(MANUAL_PAYMENT, ((quantity, total),)).lines[0]
    line.total_cents, line.shipped = total, quantity
    claims: list[tuple[int, int]] = []
    for takes_back, count in [*moves, (False, quantity)]:
        if takes_back and claims:
            line.uncredit(*claims.pop(count % len(claims)))
        elif units := min(count, line.refundable_quantity):
            claims.append((units, line.credit(units)))
        assert all(cents >= 0 for _, cents in claims)
        assert (line.credited, line.credited_cents) == tuple(map(sum, zip(*claims, strict=True)) if claims else (0, 0))
    assert (line.credited, line.credited_cents) == (quantity, total)


WORDS = {RefundState.SUCCEEDED: refund_policy.record_success, RefundState.FAILED: refund_policy.record_failure}


@given(
    st.lists(st.tuples(st.integers(1, 120), st.sampled_from([*WORDS, RefundState.UNKNOWN, None]), st.integers(0, 3)))
)
def test_refund_results_in_any_order_lose_no_cent(
    happenings: list[tuple[int, RefundState | None, int]],
) -> None:
    """Late, double and out of order: what counts never passes what was taken."""
    order = paid()
    for cents, word, which in happenings:
        most = refund_policy.refundable_cents(order)
        if word is None:
            if cents <= most:
                ask(order, cents)
            else:
                with pytest.raises(Conflict) as error:
                    ask(order, cents)
                assert error.value.extensions == {"max_cents": most}
        elif which < len(order.refunds) and order.refunds[which].can_become(word):
            if word is RefundState.UNKNOWN:
                refund_policy.record_unknown(order, order.refunds[which], LATER, now=LATER, metadata=METADATA)
            else:
                WORDS[word](order, order.refunds[which], LATER, METADATA)
        succeeded = sum(refund.amount_cents for refund in order.refunds if refund.status is RefundState.SUCCEEDED)
        assert order.refunded_cents == order.payments[0].refunded_cents == order.credited_cents == succeeded
        assert order.outstanding_cents == order.balance_cents == 0
        gone = sum(refund.amount_cents for refund in order.refunds if refund.counts)
        assert gone + refund_policy.refundable_cents(order) == order.paid_cents
        assert 0 <= refund_policy.refundable_cents(order) <= 200
        assert [fact.sequence for fact in order.events] == list(range(1, order.sequence + 1))


def test_every_state_of_a_refund_is_in_the_table() -> None:
    assert set(REFUND_TRANSITIONS) == set(RefundState)
    assert {state for state, following in REFUND_TRANSITIONS.items() if not following} == {RefundState.FAILED}
