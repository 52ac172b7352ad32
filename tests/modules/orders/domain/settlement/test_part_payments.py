"""Orders that are paid in parts."""

from datetime import timedelta

import pytest

from modules.orders.application.placement.new_payment import new_payment
from modules.orders.domain.changes.cancellation import cancel_units
from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.domain.order.status import OrderStatus
from modules.orders.domain.settlement import payment_results, refund_policy
from shared.kernel.errors import Conflict
from tests.modules.orders.domain.order_builders import CARD, LATER, NOW, WITHIN, order_of, payment_of
from tests.modules.orders.domain.settlement.payment_reports import asked, heard, pay_manually
from tests.modules.orders.shop import METADATA


@pytest.mark.parametrize("status", [OrderStatus.CONFIRMED, OrderStatus.COMPLETED])
def test_an_invoice_is_paid_in_parts_regardless_of_shipping(status: OrderStatus) -> None:
    order = order_of(None)
    order.confirm(NOW, METADATA)
    order.payment_method, order.status = "invoice", status
    pay_manually(order, 150)
    assert (order.payment_status, order.outstanding_cents) == ("partially_paid", 50)
    with pytest.raises(Conflict) as error:
        pay_manually(order, 51)
    assert (error.value.code, error.value.extensions) == ("payment_exceeds_outstanding", {"max_cents": 50})
    pay_manually(order, 50)
    assert (order.status, order.payment_status, order.paid_cents) == (status, "paid", 200)
    assert order.payment_method == "invoice"
    with pytest.raises(Conflict) as paid:
        pay_manually(order, 1)
    assert (paid.value.code, "nothing is outstanding" in paid.value.detail) == ("invalid_transition", True)


def test_a_partially_paid_order_has_no_deadline() -> None:
    order = order_of(None)
    pay_manually(order, 150)
    assert (order.status, order.payment_status, order.payment_due_at) == ("pending_payment", "partially_paid", None)
    assert not order.is_overdue(LATER + timedelta(days=999))
    payment_results.start(
        order,
        new_payment(2, order_id=1, amount_cents=order.payable_cents, currency="GBP", instruction=CARD, now=LATER),
        LATER,
        METADATA,
    )
    assert (payment_of(order).amount_cents, order.payment_status) == (50, "pending")
    asked(order)
    heard(order, PaymentState.DECLINED)
    assert (order.payment_status, order.payment_due_at) == ("partially_paid", None)
    pay_manually(order, 50)
    assert (order.status, order.payment_status) == ("confirmed", "paid")


def test_a_refunded_part_payment_keeps_the_total_and_sets_a_new_deadline() -> None:
    order = order_of(None)
    pay_manually(order, 150)
    refund_policy.create_refund(
        order,
        1,
        refund_policy.RefundRequest(
            amount_cents=150, shipping_cents=0, items=(), reason="by card instead", origin="part_payment"
        ),
        LATER,
        METADATA,
    )
    assert (order.payment_status, order.outstanding_cents, order.credited_cents) == ("unpaid", 200, 0)
    assert payment_results.restart_payment_window(order, WITHIN, LATER)
    assert order.payment_due_at == LATER + WITHIN
    assert not payment_results.restart_payment_window(order, WITHIN, LATER)


def test_cancelling_the_unpaid_units_confirms_the_rest() -> None:
    order = order_of(None)
    pay_manually(order, 100)
    cancel_units(order, {1: 1}, LATER, METADATA)
    assert (order.status, order.payment_status, order.outstanding_cents) == ("confirmed", "paid", 0)
