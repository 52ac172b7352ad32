"""A failed refund reverts its credits, however late; it can be retried or dismissed."""

from typing import Any

import pytest

from modules.orders.domain.changes import cancellation
from modules.orders.domain.fulfillment import refund_retry
from modules.orders.domain.fulfillment.customer_return import Return, ReturnState
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.domain.order.payments.refund import Refund
from modules.orders.domain.payments import payment_results, refund_policy
from shared.kernel.errors import Conflict
from tests.modules.orders.domain.order_builders import CARD, LATER, NOW, names, order_of
from tests.modules.orders.fulfillment_scenario import FulfillmentScenario
from tests.modules.orders.shop import METADATA


def shipped(**more: Any) -> Order:
    """Three units of a cent less than a pound in all, paid by card and shipped."""
    order = order_of(CARD, ((3, 100),), discount_cents=200, **more)
    payment = order.payments[0]
    payment.transition_to(PaymentState.AUTHORIZING, NOW)
    payment_results.record_capture(order, payment, payment.amount_cents, NOW, METADATA)
    line = order.lines[0]
    line.shipped, line.reserved = 3, 0
    return order


def units(order: Order, count: int, *, shipping_cents: int = 0) -> Refund:
    items = refund_policy.credit_shipped(order, {1: count})
    amount = sum(item.amount_cents for item in items) + shipping_cents
    instruction = refund_policy.RefundRequest(amount, shipping_cents, items, "broken", "request")
    return refund_policy.create_refund(order, len(order.refunds) + 1, instruction, LATER, METADATA)


def retry(order: Order, failed: Refund) -> Refund:
    return refund_retry.retry(order, failed, [len(order.refunds) + 1], None, LATER, METADATA)


@pytest.mark.parametrize("late", [False, True], ids=["at once", "after it had succeeded"])
def test_everything_is_as_before_the_refund(late: bool) -> None:
    order = shipped(shipping_cents=50)
    before = (order.payment_status, order.refunded_cents, order.credited_cents, order.outstanding_cents)
    refund = units(order, 2, shipping_cents=50)
    if late:
        refund_policy.record_success(order, refund, LATER, METADATA)
        assert order.refunded_cents == refund.amount_cents
    refund_policy.record_failure(order, refund, LATER, METADATA)
    assert (order.payment_status, order.refunded_cents, order.credited_cents, order.outstanding_cents) == before
    line = order.lines[0]
    assert (line.credited, line.credited_cents, line.refundable_quantity) == (0, 0, 3)
    assert refund_policy.refundable_cents(order) == order.paid_cents
    assert refund_policy.refundable_shipping_cents(order) == 50
    assert order.events[-1].detail["after_success"] is late
    assert refund.needs_attention


def test_it_is_repeated_once_for_the_same_units_and_amount() -> None:
    order = shipped(shipping_cents=50)
    refund = units(order, 2, shipping_cents=50)
    refund_policy.record_failure(order, refund, LATER, METADATA)
    again = retry(order, refund)
    assert (again.amount_cents, again.shipping_cents, again.items) == (
        refund.amount_cents,
        refund.shipping_cents,
        refund.items,
    )
    assert (again.retry_of, refund.retried_as, refund.needs_attention) == (refund.id, again.id, False)
    with pytest.raises(Conflict) as twice:
        retry(order, refund)
    with pytest.raises(Conflict) as let_be:
        refund_policy.dismiss(order, refund, "no", LATER, METADATA)
    assert twice.value.extensions == let_be.value.extensions == {"from": "failed", "allowed": []}
    with pytest.raises(Conflict) as under_way:
        retry(order, again)
    assert under_way.value.extensions == {"from": "pending", "allowed": []}


def test_what_is_refunded_meanwhile_is_not_refunded_twice() -> None:
    order = shipped()
    refund = units(order, 2)
    refund_policy.record_failure(order, refund, LATER, METADATA)
    units(order, 2)
    with pytest.raises(Conflict) as gone:
        retry(order, refund)
    assert (gone.value.code, gone.value.extensions["max_quantity"]) == ("already_refunded", 1)


def test_the_cents_sum_up_whichever_units_went_back_first() -> None:
    """100 cents for three units: 33, 33 and 34; the first two fail and come again after the third."""
    order = shipped()
    first, last = units(order, 2), units(order, 1)
    assert (first.amount_cents, last.amount_cents) == (66, 34)
    refund_policy.record_failure(order, first, LATER, METADATA)
    again = retry(order, first)
    assert again.amount_cents == 66
    assert refund_policy.refundable_cents(order) == 0
    assert order.lines[0].credited_cents == order.lines[0].total_cents == 100


def test_dismissed_units_can_still_be_refunded() -> None:
    order = shipped()
    refund = units(order, 3)
    refund_policy.record_failure(order, refund, LATER, METADATA)
    refund_policy.dismiss(order, refund, "paid in cash", LATER, METADATA)
    assert (refund.needs_attention, refund.dismissed_at, names(order)[-1]) == (False, LATER, "refund.dismissed")
    with pytest.raises(Conflict):
        refund_policy.dismiss(order, refund, "again", LATER, METADATA)
    assert retry(order, refund).amount_cents == 100


def test_cancelled_units_stay_cancelled_and_their_money_goes_again() -> None:
    order = order_of(CARD, ((3, 100),))
    payment = order.payments[0]
    payment.transition_to(PaymentState.AUTHORIZING, NOW)
    payment_results.record_capture(order, payment, 300, NOW, METADATA)
    items = cancellation.cancel_units(order, {1: 1}, NOW, METADATA)
    refund = refund_policy.create_refund(
        order, 1, refund_policy.RefundRequest(100, 0, items, "no", "cancellation"), NOW, METADATA
    )
    refund_policy.record_success(order, refund, LATER, METADATA)
    refund_policy.record_failure(order, refund, LATER, METADATA)
    line = order.lines[0]
    assert (line.cancelled, line.credited, order.refunded_cents) == (1, 1, 0)
    again = retry(order, refund)
    assert (again.amount_cents, again.origin, line.credited) == (100, "cancellation", 1)


def test_a_later_cancel_that_gave_it_back_leaves_nothing_to_repeat() -> None:
    order = order_of(CARD, ((3, 100),))
    payment = order.payments[0]
    payment.transition_to(PaymentState.AUTHORIZING, NOW)
    payment_results.record_capture(order, payment, 300, NOW, METADATA)

    def cancel_one() -> Refund:
        items = cancellation.cancel_units(order, {1: 1}, NOW, METADATA)
        instruction = refund_policy.RefundRequest(refund_policy.surplus_cents(order), 0, items, "no", "cancellation")
        return refund_policy.create_refund(order, len(order.refunds) + 1, instruction, NOW, METADATA)

    first = cancel_one()
    refund_policy.record_failure(order, first, LATER, METADATA)
    second = cancel_one()
    assert second.amount_cents == 200
    with pytest.raises(Conflict) as too_much:
        retry(order, first)
    assert (too_much.value.code, too_much.value.extensions) == ("refund_exceeds_captured", {"max_cents": 0})
    refund_policy.supersede_failed(order, second, LATER)
    assert (first.needs_attention, first.retried_as) == (False, second.id)


@pytest.mark.parametrize("number", [0, 1, 2], ids=["first", "second", "last"])
@pytest.mark.parametrize("by_retry", [False, True], ids=["by the return", "by its refund"])
def test_a_return_waits_for_whichever_part_failed_and_no_more_is_given(number: int, *, by_retry: bool) -> None:
    goods, asked = drawn_on_three()
    order, parts = goods.order, goods.order.refunds[1:]
    assert [(part.amount_cents, part.shipping_cents) for part in parts] == [(1000, 0), (1000, 0), (500, 500)]
    totals = (order.refunded_cents, order.credited_cents, order.outstanding_cents)
    goods.fail(parts[number])
    assert (asked.status, asked.refund_id, asked.refund_cents) == ("received", None, 0)
    assert order.refunded_cents == totals[0] - parts[number].amount_cents
    if by_retry:
        goods.retry(parts[number])
    else:
        goods.refund(asked, shipping=500)
    again = order.refunds[-1]
    assert (again.amount_cents, again.shipping_cents) == (parts[number].amount_cents, parts[number].shipping_cents)
    assert (parts[number].retried_as, asked.status, asked.refund_cents) == (again.id, "refunded", 2500)
    assert (order.refunded_cents, order.credited_cents, order.outstanding_cents) == totals


def test_repeating_one_part_repeats_all_that_failed() -> None:
    goods, asked = drawn_on_three()
    _, first, second, last = goods.order.refunds
    for part in (last, first):
        goods.fail(part)
    assert (asked.status, goods.order.refunded_cents) == ("received", 2500 + second.amount_cents)
    goods.retry(last)
    assert (asked.status, asked.refund_cents, goods.order.refunded_cents) == ("refunded", 2500, 5000)
    assert not any(refund.needs_attention for refund in goods.order.refunds)
    assert goods.order.lines[0].credited == 2


def test_a_part_that_was_dismissed_can_be_given_after_all_and_once() -> None:
    goods, asked = drawn_on_three()
    _, first, _, last = goods.order.refunds
    goods.fail(first)
    goods.fail(last)
    refund_policy.dismiss(goods.order, last, "in cash", NOW, METADATA)
    goods.retry(first)
    assert (asked.status, asked.refund_cents) == ("refunded", 2500 - last.amount_cents)
    goods.retry(last)
    assert (asked.status, asked.refund_cents, goods.order.refunded_cents) == ("refunded", 2500, 5000)
    with pytest.raises(Conflict):
        goods.retry(last)


@pytest.mark.parametrize("number", [0, 1], ids=["first", "second"])
def test_the_credit_beside_the_money_goes_and_comes_with_any_part(number: int) -> None:
    goods = received(payment_method="invoice")
    for _ in range(5):
        goods.pay(1000)
    (asked,) = goods.returns
    goods.refund(asked)
    order, parts = goods.order, list(goods.order.refunds)
    assert (asked.credited_cents, [part.amount_cents for part in parts]) == (500, [1000, 500])
    goods.fail(parts[number])
    assert (asked.credited_cents, order.outstanding_cents) == (0, 500)
    goods.retry(parts[number])
    assert (asked.credited_cents, asked.refund_cents, order.outstanding_cents) == (500, 1500, 0)
    assert order.refunds[-1].amount_cents == parts[number].amount_cents


def drawn_on_three() -> tuple[FulfillmentScenario, Return]:
    """A return worth 2,000 and 500 of shipping, whose refund is drawn on three payments with 1,000 each."""
    goods = received(payment_method="invoice")
    for cents in (1000, 1000, 3500):
        goods.pay(cents)
    refund_policy.create_refund(
        goods.order, 1, refund_policy.RefundRequest(2500, 0, (), "kind", "request"), NOW, METADATA
    )
    (asked,) = goods.returns
    goods.refund(asked, shipping=500)
    return goods, asked


def received(**more: Any) -> FulfillmentScenario:
    """Two A of three have come back."""
    goods = FulfillmentScenario(**more)
    goods.ship({1: 3, 2: 2})
    asked = goods.ask({1: 2})
    goods.decide(asked, ReturnState.APPROVED)
    goods.receive(asked, (1, 2))
    return goods


def test_a_return_waits_for_its_money_again() -> None:
    goods = received()
    (asked,) = goods.returns
    goods.refund(asked, deduct=100)
    (refund,) = goods.order.refunds
    goods.fail(refund)
    assert (asked.status, asked.refund_id, asked.refund_cents) == ("received", None, 0)
    assert goods.facts[-2:] == ["refund.failed", "return.reopened"]
    again = refund_retry.retry(goods.order, refund, [2], asked, NOW, METADATA)
    assert (asked.status, asked.refund_id, again.amount_cents) == ("refunded", 2, 1900)
    goods.fail(again)
    goods.refund(asked, deduct=300)
    assert (again.retried_as, goods.order.refunds[-1].amount_cents) == (3, 1700)
    with pytest.raises(Conflict) as not_by_hand:
        goods.receive(asked, (1, 1))
    assert not_by_hand.value.extensions == {"from": "refunded", "allowed": []}


def test_goods_of_an_unpaid_invoice_lower_what_is_owed() -> None:
    goods = received(payment_method="invoice")
    (asked,) = goods.returns
    assert goods.order.outstanding_cents == 5500
    goods.refund(asked, deduct=100)
    assert (asked.status, asked.refund_id, asked.credited_cents) == ("refunded", None, 1900)
    assert (goods.order.credited_cents, goods.order.outstanding_cents, goods.order.refunds) == (1900, 3600, ())
    assert [(item.line_id, item.quantity) for item in asked.credited] == [(1, 2)]
    assert goods.order.lines[0].credited == 2


def test_a_refund_that_fails_leaves_its_shipping_to_be_credited_again() -> None:
    goods = received(payment_method="invoice")
    goods.pay(goods.order.outstanding_cents - 2200)
    (asked,) = goods.returns
    goods.refund(asked, shipping=500)
    (refund,) = goods.order.refunds
    assert (asked.credited_cents, asked.credited_shipping_cents, refund.amount_cents) == (2200, 200, 300)
    assert (refund.shipping_cents, goods.order.credited_shipping_cents) == (300, 200)
    assert refund_policy.refundable_shipping_cents(goods.order) == 0
    goods.fail(refund)
    assert (goods.order.credited_shipping_cents, asked.credited_shipping_cents) == (0, 0)
    assert refund_policy.refundable_shipping_cents(goods.order) == 500


def test_what_was_paid_beyond_goes_back_and_a_failure_undoes_both() -> None:
    goods = received(payment_method="invoice")
    goods.pay(4000)
    (asked,) = goods.returns
    goods.refund(asked)
    (refund,) = goods.order.refunds
    assert (asked.credited_cents, asked.refund_cents, refund.credited_cents) == (1500, 500, 1500)
    assert (goods.order.outstanding_cents, goods.order.credited_cents) == (0, 2000)
    goods.fail(refund)
    assert (goods.order.outstanding_cents, goods.order.credited_cents, asked.status) == (1500, 0, "received")
    again = refund_retry.retry(goods.order, refund, [2], asked, NOW, METADATA)
    assert (asked.credited_cents, again.amount_cents, goods.order.outstanding_cents) == (1500, 500, 0)


def test_a_return_for_which_nothing_is_due_is_closed() -> None:
    goods = received()
    (asked,) = goods.returns
    with pytest.raises(Conflict) as fee:
        goods.refund_copy(asked, deduct=2000)
    instruction = refund_policy.RefundRequest(5500, 0, (), "kind", "request")
    refund_policy.create_refund(goods.order, 1, instruction, NOW, METADATA)
    with pytest.raises(Conflict) as goodwill:
        goods.refund_copy(asked)
    for refused in (fee.value, goodwill.value):
        assert refused.code == "nothing_to_refund"
        assert "POST /v1/returns/1/close" in refused.detail
    goods.close(asked)
    assert (asked.status, asked.close_reason, goods.facts[-1]) == ("closed", "kept the goodwill", "return.closed")
    with pytest.raises(Conflict) as ended:
        goods.close(asked)
    assert ended.value.extensions == {"from": "closed", "allowed": []}


def test_a_shipment_of_refunded_units_cannot_be_cancelled() -> None:
    goods = FulfillmentScenario()
    shipment = goods.ship({1: 3})
    items = refund_policy.credit_shipped(goods.order, {1: 1})
    refund_policy.create_refund(
        goods.order, 1, refund_policy.RefundRequest(1000, 0, items, "lost", "request"), NOW, METADATA
    )
    with pytest.raises(Conflict) as refused:
        goods.unship(shipment)
    assert refused.value.code == "invalid_transition"
