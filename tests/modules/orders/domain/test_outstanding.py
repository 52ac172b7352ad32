"""Outstanding amounts: published amounts add up, and no refund makes an order outstanding again."""

import pytest

from modules.orders.domain.changes import cancellation
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.refund import Origin
from modules.orders.domain.settlement import refund_policy
from tests.modules.orders.domain.order_builders import LATER, MANUAL_PAYMENT, NOW, order_of
from tests.modules.orders.shop import METADATA


def adds_up(order: Order) -> bool:
    reported = order.totals.total_cents - order.cancelled_cents - order.credited_cents
    return order.balance_cents == reported - (order.paid_cents - order.refunded_cents)


def give_back(order: Order, cents: int, origin: Origin) -> None:
    refund_policy.create_refund(
        order,
        len(order.refunds) + 1,
        refund_policy.RefundRequest(amount_cents=cents, shipping_cents=0, items=(), reason="broken", origin=origin),
        LATER,
        METADATA,
    )


def test_the_outstanding_amount_is_the_total_minus_cancelled_units() -> None:
    order = order_of(None, ((3, 100),), shipping_cents=50)
    assert (order.outstanding_cents, order.payment_status) == (350, "unpaid")
    cancellation.cancel_units(order, {1: 1}, LATER, METADATA)
    assert (order.outstanding_cents, order.cancelled_cents) == (250, 100)
    order.credited_cents = 30
    assert order.outstanding_cents == 220
    assert adds_up(order)


@pytest.mark.parametrize("end", ["cancel", "expire"])
def test_a_cancelled_or_expired_order_has_no_outstanding_amount(end: str) -> None:
    order = order_of(None)
    if end == "cancel":
        cancellation.cancel(order, "no", LATER, METADATA)
    else:
        order.expire(LATER, METADATA)
    assert (order.outstanding_cents, order.payable_cents, order.payment_status) == (0, 0, "unpaid")


@pytest.mark.parametrize(("origin", "credited"), [("request", 60), ("return", 60), ("late", 0)])
def test_the_credited_amount_depends_on_the_origin_of_the_refund(origin: Origin, credited: int) -> None:
    order = order_of(MANUAL_PAYMENT)
    give_back(order, 60, origin)
    assert (order.credited_cents, order.refunded_cents) == (credited, 60)
    assert order.outstanding_cents == 60 - credited
    refund_policy.record_failure(order, order.refunds[0], LATER, METADATA)
    assert (order.credited_cents, order.refunded_cents, order.outstanding_cents) == (0, 0, 0)
    assert adds_up(order)


def test_the_refund_of_cancelled_units_is_in_what_was_cancelled() -> None:
    order = order_of(MANUAL_PAYMENT)
    cancellation.cancel_units(order, {1: 1}, NOW, METADATA)
    assert (order.balance_cents, order.outstanding_cents) == (-100, 0)
    give_back(order, 100, "cancellation")
    assert (order.cancelled_cents, order.credited_cents, order.balance_cents) == (100, 0, 0)
