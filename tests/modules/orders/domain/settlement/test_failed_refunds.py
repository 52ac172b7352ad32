"""A failed refund reverts its credits, however late; it can be retried or dismissed."""

from typing import Any

import pytest

from modules.orders.domain.changes import cancellation
from modules.orders.domain.fulfillment import refund_retry
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.domain.order.payments.refund import Refund
from modules.orders.domain.settlement import payment_results, refund_policy
from shared.kernel.errors import Conflict
from tests.modules.orders.domain.order_builders import CARD, LATER, NOW, names, order_of
from tests.modules.orders.fulfillment_scenario import FulfillmentScenario
from tests.modules.orders.shop import METADATA


def shipped(**more: Any) -> Order:
    """Three units of a cent less than a pound in all, paid by card and shipped."""
    order = order_of(CARD, ((3, 100),), discount_cents=200, **more)
    payment = order.payments[0]
    payment.transition_to(PaymentState.AUTHORIZING, NOW)
    payment_results.record_capture(order, payment, payment.amount_cents, now=NOW, metadata=METADATA)
    line = order.lines[0]
    line.shipped, line.reserved = 3, 0
    return order


def units(order: Order, count: int, *, shipping_cents: int = 0) -> Refund:
    items = refund_policy.credit_shipped(order, {1: count})
    amount = sum(item.amount_cents for item in items) + shipping_cents
    instruction = refund_policy.RefundRequest(
        amount_cents=amount, shipping_cents=shipping_cents, items=items, reason="broken", origin="request"
    )
    return refund_policy.create_refund(order, len(order.refunds) + 1, instruction, LATER, METADATA)


def retry(order: Order, failed: Refund) -> Refund:
    return refund_retry.retry(order, failed, [len(order.refunds) + 1], chosen=None, now=LATER, metadata=METADATA)


@pytest.mark.parametrize("late", [False, True], ids=["at once", "after it had succeeded"])
def test_a_failed_refund_restores_the_order(late: bool) -> None:
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


def test_a_failed_refund_is_retried_once_for_the_same_units_and_amount() -> None:
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
        refund_policy.dismiss(order, refund, "no", now=LATER, metadata=METADATA)
    assert twice.value.extensions == let_be.value.extensions == {"from": "failed", "allowed": []}
    with pytest.raises(Conflict) as under_way:
        retry(order, again)
    assert under_way.value.extensions == {"from": "pending", "allowed": []}


def test_units_refunded_meanwhile_are_not_refunded_twice() -> None:
    order = shipped()
    refund = units(order, 2)
    refund_policy.record_failure(order, refund, LATER, METADATA)
    units(order, 2)
    with pytest.raises(Conflict) as gone:
        retry(order, refund)
    assert (gone.value.code, gone.value.extensions["max_quantity"]) == ("already_refunded", 1)


def test_the_cents_add_up_for_any_order_of_refunds() -> None:
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
    refund_policy.dismiss(order, refund, "paid in cash", now=LATER, metadata=METADATA)
    assert (refund.needs_attention, refund.dismissed_at, names(order)[-1]) == (False, LATER, "refund.dismissed")
    with pytest.raises(Conflict):
        refund_policy.dismiss(order, refund, "again", now=LATER, metadata=METADATA)
    assert retry(order, refund).amount_cents == 100


def test_cancelled_units_stay_cancelled_and_are_refunded_again() -> None:
    order = order_of(CARD, ((3, 100),))
    payment = order.payments[0]
    payment.transition_to(PaymentState.AUTHORIZING, NOW)
    payment_results.record_capture(order, payment, 300, now=NOW, metadata=METADATA)
    items = cancellation.cancel_units(order, {1: 1}, NOW, METADATA)
    refund = refund_policy.create_refund(
        order,
        1,
        refund_policy.RefundRequest(
            amount_cents=100, shipping_cents=0, items=items, reason="no", origin="cancellation"
        ),
        NOW,
        METADATA,
    )
    refund_policy.record_success(order, refund, LATER, METADATA)
    refund_policy.record_failure(order, refund, LATER, METADATA)
    line = order.lines[0]
    assert (line.cancelled, line.credited, order.refunded_cents) == (1, 1, 0)
    again = retry(order, refund)
    assert (again.amount_cents, again.origin, line.credited) == (100, "cancellation", 1)


def test_a_later_cancellation_leaves_nothing_to_retry() -> None:
    order = order_of(CARD, ((3, 100),))
    payment = order.payments[0]
    payment.transition_to(PaymentState.AUTHORIZING, NOW)
    payment_results.record_capture(order, payment, 300, now=NOW, metadata=METADATA)

    def cancel_one() -> Refund:
        items = cancellation.cancel_units(order, {1: 1}, NOW, METADATA)
        instruction = refund_policy.RefundRequest(
            amount_cents=refund_policy.surplus_cents(order),
            shipping_cents=0,
            items=items,
            reason="no",
            origin="cancellation",
        )
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


def test_a_shipment_of_refunded_units_cannot_be_cancelled() -> None:
    goods = FulfillmentScenario()
    shipment = goods.ship({1: 3})
    items = refund_policy.credit_shipped(goods.order, {1: 1})
    refund_policy.create_refund(
        goods.order,
        1,
        refund_policy.RefundRequest(amount_cents=1000, shipping_cents=0, items=items, reason="lost", origin="request"),
        NOW,
        METADATA,
    )
    with pytest.raises(Conflict) as refused:
        goods.unship(shipment)
    assert refused.value.code == "invalid_transition"
