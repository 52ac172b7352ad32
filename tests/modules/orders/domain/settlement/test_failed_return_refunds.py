"""A failed refund of a return: the return waits for its money again."""

from typing import Any

import pytest

from modules.orders.domain.fulfillment import refund_retry
from modules.orders.domain.fulfillment.customer_return import Return, ReturnState
from modules.orders.domain.settlement import refund_policy
from shared.kernel.errors import Conflict
from tests.modules.orders.domain.order_builders import NOW
from tests.modules.orders.fulfillment_scenario import FulfillmentScenario
from tests.modules.orders.shop import METADATA


@pytest.mark.parametrize("number", [0, 1, 2], ids=["first", "second", "last"])
@pytest.mark.parametrize("by_retry", [False, True], ids=["by the return", "by its refund"])
def test_a_return_is_reopened_by_any_failed_part_of_its_refund(number: int, *, by_retry: bool) -> None:
    goods, requested = drawn_on_three()
    order, parts = goods.order, goods.order.refunds[1:]
    assert [(part.amount_cents, part.shipping_cents) for part in parts] == [(1000, 0), (1000, 0), (500, 500)]
    totals = (order.refunded_cents, order.credited_cents, order.outstanding_cents)
    goods.fail(parts[number])
    assert (requested.status, requested.refund_id, requested.refund_cents) == ("received", None, 0)
    assert order.refunded_cents == totals[0] - parts[number].amount_cents
    if by_retry:
        goods.retry(parts[number])
    else:
        goods.refund(requested, shipping=500)
    again = order.refunds[-1]
    assert (again.amount_cents, again.shipping_cents) == (parts[number].amount_cents, parts[number].shipping_cents)
    assert (parts[number].retried_as, requested.status, requested.refund_cents) == (again.id, "refunded", 2500)
    assert (order.refunded_cents, order.credited_cents, order.outstanding_cents) == totals


def test_retrying_one_part_retries_all_failed_parts() -> None:
    goods, requested = drawn_on_three()
    _, first, second, last = goods.order.refunds
    for part in (last, first):
        goods.fail(part)
    assert (requested.status, goods.order.refunded_cents) == ("received", 2500 + second.amount_cents)
    goods.retry(last)
    assert (requested.status, requested.refund_cents, goods.order.refunded_cents) == ("refunded", 2500, 5000)
    assert not any(refund.needs_attention for refund in goods.order.refunds)
    assert goods.order.lines[0].credited == 2


def test_a_dismissed_part_can_be_refunded_once() -> None:
    goods, requested = drawn_on_three()
    _, first, _, last = goods.order.refunds
    goods.fail(first)
    goods.fail(last)
    refund_policy.dismiss(goods.order, last, "in cash", now=NOW, metadata=METADATA)
    goods.retry(first)
    assert (requested.status, requested.refund_cents) == ("refunded", 2500 - last.amount_cents)
    goods.retry(last)
    assert (requested.status, requested.refund_cents, goods.order.refunded_cents) == ("refunded", 2500, 5000)
    with pytest.raises(Conflict):
        goods.retry(last)


@pytest.mark.parametrize("number", [0, 1], ids=["first", "second"])
def test_the_credit_is_reverted_and_restored_with_any_part(number: int) -> None:
    goods = received(payment_method="invoice")
    for _ in range(5):
        goods.pay(1000)
    (requested,) = goods.returns
    goods.refund(requested)
    order, parts = goods.order, list(goods.order.refunds)
    assert (requested.credited_cents, [part.amount_cents for part in parts]) == (500, [1000, 500])
    goods.fail(parts[number])
    assert (requested.credited_cents, order.outstanding_cents) == (0, 500)
    goods.retry(parts[number])
    assert (requested.credited_cents, requested.refund_cents, order.outstanding_cents) == (500, 1500, 0)
    assert order.refunds[-1].amount_cents == parts[number].amount_cents


def drawn_on_three() -> tuple[FulfillmentScenario, Return]:
    """A return worth 2,000 and 500 of shipping, whose refund is drawn on three payments with 1,000 each."""
    goods = received(payment_method="invoice")
    for cents in (1000, 1000, 3500):
        goods.pay(cents)
    refund_policy.create_refund(
        goods.order,
        1,
        refund_policy.RefundRequest(amount_cents=2500, shipping_cents=0, items=(), reason="kind", origin="request"),
        NOW,
        METADATA,
    )
    (requested,) = goods.returns
    goods.refund(requested, shipping=500)
    return goods, requested


def received(**more: Any) -> FulfillmentScenario:
    """Two A of three have come back."""
    goods = FulfillmentScenario(**more)
    goods.ship({1: 3, 2: 2})
    requested = goods.ask({1: 2})
    goods.decide(requested, ReturnState.APPROVED)
    goods.receive(requested, (1, 2))
    return goods


def test_a_failed_refund_reopens_its_return() -> None:
    goods = received()
    (requested,) = goods.returns
    goods.refund(requested, deduct=100)
    (refund,) = goods.order.refunds
    goods.fail(refund)
    assert (requested.status, requested.refund_id, requested.refund_cents) == ("received", None, 0)
    assert goods.facts[-2:] == ["refund.failed", "return.reopened"]
    again = refund_retry.retry(goods.order, refund, [2], chosen=requested, now=NOW, metadata=METADATA)
    assert (requested.status, requested.refund_id, again.amount_cents) == ("refunded", 2, 1900)
    goods.fail(again)
    goods.refund(requested, deduct=300)
    assert (again.retried_as, goods.order.refunds[-1].amount_cents) == (3, 1700)
    with pytest.raises(Conflict) as not_manual:
        goods.receive(requested, (1, 1))
    assert not_manual.value.extensions == {"from": "refunded", "allowed": []}


def test_returned_units_of_an_unpaid_invoice_lower_the_outstanding_amount() -> None:
    goods = received(payment_method="invoice")
    (requested,) = goods.returns
    assert goods.order.outstanding_cents == 5500
    goods.refund(requested, deduct=100)
    assert (requested.status, requested.refund_id, requested.credited_cents) == ("refunded", None, 1900)
    assert (goods.order.credited_cents, goods.order.outstanding_cents, goods.order.refunds) == (1900, 3600, ())
    assert [(item.line_id, item.quantity) for item in requested.credited] == [(1, 2)]
    assert goods.order.lines[0].credited == 2


def test_the_shipping_of_a_failed_refund_can_be_credited_again() -> None:
    goods = received(payment_method="invoice")
    goods.pay(goods.order.outstanding_cents - 2200)
    (requested,) = goods.returns
    goods.refund(requested, shipping=500)
    (refund,) = goods.order.refunds
    assert (requested.credited_cents, requested.credited_shipping_cents, refund.amount_cents) == (2200, 200, 300)
    assert (refund.shipping_cents, goods.order.credited_shipping_cents) == (300, 200)
    assert refund_policy.refundable_shipping_cents(goods.order) == 0
    goods.fail(refund)
    assert (goods.order.credited_shipping_cents, requested.credited_shipping_cents) == (0, 0)
    assert refund_policy.refundable_shipping_cents(goods.order) == 500


def test_a_failure_reverts_both_credit_and_refund() -> None:
    goods = received(payment_method="invoice")
    goods.pay(4000)
    (requested,) = goods.returns
    goods.refund(requested)
    (refund,) = goods.order.refunds
    assert (requested.credited_cents, requested.refund_cents, refund.credited_cents) == (1500, 500, 1500)
    assert (goods.order.outstanding_cents, goods.order.credited_cents) == (0, 2000)
    goods.fail(refund)
    assert (goods.order.outstanding_cents, goods.order.credited_cents, requested.status) == (1500, 0, "received")
    again = refund_retry.retry(goods.order, refund, [2], chosen=requested, now=NOW, metadata=METADATA)
    assert (requested.credited_cents, again.amount_cents, goods.order.outstanding_cents) == (1500, 500, 0)


def test_a_return_without_a_due_refund_is_closed() -> None:
    goods = received()
    (requested,) = goods.returns
    with pytest.raises(Conflict) as fee:
        goods.refund_copy(requested, deduct=2000)
    instruction = refund_policy.RefundRequest(
        amount_cents=5500, shipping_cents=0, items=(), reason="kind", origin="request"
    )
    refund_policy.create_refund(goods.order, 1, instruction, NOW, METADATA)
    with pytest.raises(Conflict) as goodwill:
        goods.refund_copy(requested)
    for refused in (fee.value, goodwill.value):
        assert refused.code == "nothing_to_refund"
        assert "POST /v1/returns/1/close" in refused.detail
    goods.close(requested)
    assert (requested.status, requested.close_reason, goods.facts[-1]) == (
        "closed",
        "kept the goodwill",
        "return.closed",
    )
    with pytest.raises(Conflict) as ended:
        goods.close(requested)
    assert ended.value.extensions == {"from": "closed", "allowed": []}
