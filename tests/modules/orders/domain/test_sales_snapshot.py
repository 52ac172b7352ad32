"""When an order became a sale, and what was sold by it."""

from contextlib import suppress
from copy import deepcopy
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from modules.orders.application.placement.new_payment import new_payment
from modules.orders.domain.changes import cancellation
from modules.orders.domain.fulfillment.customer_return import ReturnState
from modules.orders.domain.order.buyer import Buyer, Details
from modules.orders.domain.order.offer import RequestedLine
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.pricing import Discount, Shipping, price
from modules.orders.domain.order.status import OrderStatus
from modules.orders.domain.sales_snapshot import SALES_EVENTS, SalesEvent, line_sales, sold_at
from modules.orders.domain.settlement import payment_results
from shared.kernel.errors import DomainError
from tests.modules.orders.domain.sales import LATER, give_back, history, sale
from tests.modules.orders.fulfillment_scenario import NOW, FulfillmentScenario
from tests.modules.orders.in_memory.other_modules import FakeOffer
from tests.modules.orders.scenario_steps import STEPS, Step, apply_step
from tests.modules.orders.shop import HOME, METADATA


def test_a_manual_payment_makes_a_sale_at_once() -> None:
    reported = sale(FulfillmentScenario().order)
    assert (reported.sold_at, reported.paid_cents, reported.shipping_cents) == (NOW, 5500, 500)
    assert [(line.sku, line.units, line.revenue_cents) for line in reported.lines] == [("A", 3, 3000), ("B", 2, 2000)]


def test_an_invoice_is_a_sale_once_it_is_paid() -> None:
    order = FulfillmentScenario(payment_method="invoice").order
    assert sold_at(order, history(order)) is None
    _pay(order, 5500, LATER)
    assert sold_at(order, history(order)) == LATER


def _pay(order: Order, cents: int, at: datetime) -> None:
    payment = new_payment(
        len(order.payments) + 1, order_id=1, amount_cents=cents, currency="GBP", instruction=None, now=at
    )
    payment_results.start(order, payment, at, METADATA)
    payment_results.record_manual_payment(order, payment, at, METADATA)


def test_an_invoice_paid_in_parts_is_a_sale_with_its_last_part() -> None:
    goods = FulfillmentScenario(payment_method="invoice")
    order = goods.order
    _pay(order, 1000, NOW)
    goods.ship({1: 3, 2: 2})
    assert (order.status, sold_at(order, history(order))) == (OrderStatus.COMPLETED, None)
    _pay(order, 4500, LATER)
    reported = sale(order)
    assert (reported.sold_at, reported.paid_cents) == (LATER, 5500)
    give_back(order, 700)
    assert sale(order).sold_at == LATER


def test_a_partially_paid_order_is_not_a_sale() -> None:
    order = FulfillmentScenario(payment_method="invoice").order
    _pay(order, 1000, NOW)
    cancellation.cancel(order, "no", LATER, METADATA)
    give_back(order, 1000)
    assert sold_at(order, history(order)) is None


def test_a_credit_for_the_rest_completes_a_part_payment() -> None:
    goods = _settled_by_a_return(paid=1500)
    assert (goods.order.outstanding_cents, goods.order.refunds) == (0, ())
    assert sale(goods.order).paid_cents == 1500


def test_a_reverted_credit_is_no_sale_until_the_rest_is_paid() -> None:
    goods = _settled_by_a_return(paid=2000)
    assert sale(goods.order).paid_cents == 2000
    goods.fail(goods.order.refunds[0])
    assert sold_at(goods.order, history(goods.order)) is None
    _pay(goods.order, goods.order.outstanding_cents, LATER)
    assert sale(goods.order).sold_at == LATER


def _settled_by_a_return(paid: int) -> FulfillmentScenario:
    """An invoice of 5,500, so much of it paid; goods worth 4,000 come back."""
    goods = FulfillmentScenario(payment_method="invoice")
    goods.ship({1: 3, 2: 2})
    goods.pay(paid)
    requested = goods.ask({1: 2, 2: 2})
    goods.decide(requested, ReturnState.APPROVED)
    goods.receive(requested, (1, 2), (2, 2))
    assert sold_at(goods.order, history(goods.order)) is None
    goods.refund(requested)
    return goods


def test_settled_units_stay_sold_after_cancelling_the_rest() -> None:
    goods = FulfillmentScenario(payment_method="invoice")
    goods.pay(3500)
    assert sold_at(goods.order, history(goods.order)) is None
    goods.cancel({2: 2})
    assert sale(goods.order).paid_cents == 3500
    goods.cancel_whole()
    reported = sale(goods.order)
    assert (reported.paid_cents, sum(refund.amount_cents for refund in reported.refunds)) == (3500, 3500)


def test_cancelled_units_whose_refund_is_repeated_are_refunded_once() -> None:
    goods = FulfillmentScenario(payment_method="invoice")
    goods.cancel({2: 1})
    goods.pay(4500)
    goods.cancel({2: 1})
    (refund,) = goods.order.refunds
    before = [(part.units, part.revenue_cents) for part in line_sales(goods.order)]
    assert before == [(3, 3000), (1, 1000)]
    goods.fail(refund)
    goods.retry(refund)
    assert [(part.units, part.revenue_cents) for part in line_sales(goods.order)] == before


@given(st.lists(STEPS, max_size=30), st.sampled_from(["manual", "invoice"]))
def test_sold_at_depends_only_on_the_stored_events(steps: list[Step], payment_method: str) -> None:
    """An order changes once an hour; the kept facts say what all of them say."""
    goods = FulfillmentScenario(payment_method=payment_method)
    for step in steps:
        attempt = deepcopy(goods)
        with suppress(DomainError):
            apply_step(attempt, step)
            goods = attempt
    order = goods.order
    facts = [
        SalesEvent(fact.sequence, NOW + timedelta(hours=fact.version), fact.name, None, fact.payment_status)
        for fact in order.events
    ]
    assert sold_at(order, facts) == sold_at(order, [fact for fact in facts if fact.fact in SALES_EVENTS])


def test_a_pending_or_expired_order_is_no_sale() -> None:
    order = FulfillmentScenario(payment_method=None).order
    assert order.status is OrderStatus.PENDING_PAYMENT
    assert sold_at(order, history(order)) is None
    cancellation.cancel(order, "no", LATER, METADATA)
    assert sold_at(order, history(order)) is None


def test_a_late_payment_of_a_cancelled_order_is_not_a_sale() -> None:
    order = FulfillmentScenario(payment_method="invoice").order
    cancellation.cancel(order, "no", LATER, METADATA)
    order.paid_cents = 5500
    late = SalesEvent(order.sequence + 1, LATER, "payment.captured")
    assert sold_at(order, [*history(order), late]) is None


def test_a_cancelled_sale_remains_a_sale() -> None:
    order = FulfillmentScenario().order
    cancellation.cancel(order, "no", LATER, METADATA)
    reported = sale(order)
    assert reported.sold_at == NOW
    assert [line.units for line in reported.lines] == [3, 2]


def test_a_free_order_is_sold_when_it_is_confirmed() -> None:
    order = FulfillmentScenario(payment_method="invoice").order
    order.cancelled_cents = order.totals.total_cents
    assert sold_at(order, history(order)) == NOW


@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.integers(1, 999), st.sampled_from([0, 500, 1900])), min_size=1, max_size=4
    ),
    st.integers(0, 500),
    st.sampled_from([0, 200, 500]),
    st.booleans(),
    st.data(),
)
def test_the_sold_amount_equals_the_paid_amount(
    wanted: list[tuple[int, int, int]],
    discount: int,
    shipping_discount: int,
    included: bool,
    data: st.DataObject,
) -> None:
    offers = [FakeOffer(f"S{number}", price_cents=cents) for number, (_, cents, _) in enumerate(wanted)]
    basket = price(
        [RequestedLine(offer.sku, quantity) for offer, (quantity, _, _) in zip(offers, wanted, strict=True)],
        offers,
        [rate for _, _, rate in wanted],
        shipping=Shipping(method="s", price_cents=500, tax_rate_bps=1900),
        discount=Discount(min(discount, sum(quantity * cents for quantity, cents, _ in wanted)), shipping_discount),
        prices_include_tax=included,
    )
    order = Order.place(
        1, Buyer(customer_id=7, guest=None, placed_by="user:7"), basket,
        details=Details(shipping_address=HOME), currency="GBP", now=NOW, metadata=METADATA,
        payment_within=timedelta(minutes=15), payment_method="invoice",
    )  # fmt: skip
    units = {line.line_id: data.draw(st.integers(0, line.quantity)) for line in order.lines}
    units = {line_id: count for line_id, count in units.items() if count}
    if units and not cancellation.cancels_whole_order(order, units):
        cancellation.cancel_units(order, units, NOW, METADATA)
    if order.due_cents:
        _pay(order, order.due_cents, LATER)
    reported = sale(order)
    assert sum(line.revenue_cents for line in reported.lines) + reported.shipping_cents == order.paid_cents
    for line, own in zip(reported.lines, order.lines, strict=True):
        net = line.units * own.unit_price_cents - line.discount_cents
        assert line.revenue_cents == net + (0 if included else line.tax_cents)
        assert 0 <= line.discount_cents <= own.discount_cents
        assert 0 <= line.tax_cents <= own.tax_cents
