"""What was sold by an order, by line."""

from modules.orders.domain.changes import cancellation
from modules.orders.domain.fulfillment.customer_return import ReturnState
from modules.orders.domain.sales_snapshot import line_sales
from modules.orders.domain.settlement import refund_policy
from tests.modules.orders.domain.sales import LATER, give_back, sale
from tests.modules.orders.fulfillment_scenario import NOW, FulfillmentScenario
from tests.modules.orders.shop import METADATA


def test_units_cancelled_before_payment_are_not_sold() -> None:
    order = FulfillmentScenario(payment_method="invoice").order
    cancellation.cancel_units(order, {1: 2}, NOW, METADATA)
    order.paid_cents = order.due_cents
    assert [(part.units, part.revenue_cents) for part in line_sales(order)] == [(1, 1000), (2, 2000)]


def test_unpaid_returned_units_are_not_sold() -> None:
    goods = FulfillmentScenario(payment_method="invoice")
    goods.ship({1: 3, 2: 2})
    requested = goods.ask({1: 2})
    goods.decide(requested, ReturnState.APPROVED)
    goods.receive(requested, (1, 2))
    goods.refund(requested)
    goods.pay(goods.order.outstanding_cents)
    assert [(part.units, part.revenue_cents, part.refunded_units) for part in line_sales(goods.order)] == [
        (1, 1000, 0),
        (2, 2000, 0),
    ]


def test_units_cancelled_after_payment_are_sold_and_refunded() -> None:
    order = FulfillmentScenario().order
    items = cancellation.cancel_units(order, {1: 2}, LATER, METADATA)
    instruction = refund_policy.RefundRequest(
        amount_cents=2000, shipping_cents=0, items=items, reason="no", origin="cancellation"
    )
    refund_policy.create_refund(order, 1, instruction, LATER, METADATA)
    reported = sale(order)
    assert (reported.lines[0].units, reported.lines[0].refunded_units, reported.lines[0].refunded_cents) == (3, 2, 2000)
    assert [(refund.at, refund.amount_cents) for refund in reported.refunds] == [(LATER, 2000)]


def test_a_deduction_is_allocated_to_the_refunded_lines() -> None:
    order = FulfillmentScenario().order
    for line in order.lines:
        line.shipped = line.quantity
    give_back(order, 2500, *refund_policy.credit(order, {1: 1, 2: 1}), shipping=600)
    assert [line.refunded_cents for line in sale(order).lines] == [950, 950]


def test_a_refund_of_an_amount_belongs_to_no_line() -> None:
    order = FulfillmentScenario().order
    give_back(order, 700)
    reported = sale(order)
    assert sum(line.refunded_cents for line in reported.lines) == 0
    assert [refund.amount_cents for refund in reported.refunds] == [700]


def test_a_failed_refund_does_not_count() -> None:
    order = FulfillmentScenario().order
    give_back(order, 700)
    refund_policy.record_failure(order, order.refunds[0], LATER, METADATA)
    assert sale(order).refunds == []
