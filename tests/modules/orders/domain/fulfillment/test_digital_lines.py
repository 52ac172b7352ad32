"""Digital units are fulfilled when the order is confirmed; only units that need shipping are left."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.orders.application.placement.new_payment import new_payment
from modules.orders.domain import sales_snapshot
from modules.orders.domain.changes import cancellation, corrections
from modules.orders.domain.fulfillment import digital_lines, refund_retry, shipping
from modules.orders.domain.fulfillment.shipment import Shipment, ShippedLine
from modules.orders.domain.order.buyer import Buyer, Details
from modules.orders.domain.order.offer import RequestedLine
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.pricing import Shipping, price
from modules.orders.domain.order.status import FulfillmentStatus, OrderStatus
from modules.orders.domain.settlement import payment_results, refund_policy
from shared.kernel.errors import Conflict
from tests.modules.orders.fulfillment_scenario import NOW
from tests.modules.orders.in_memory.allocations import FakeAllocation
from tests.modules.orders.in_memory.other_modules import FakeOffer
from tests.modules.orders.shop import HOME, METADATA

LINES = st.lists(st.tuples(st.booleans(), st.integers(1, 5), st.integers(0, 5)), min_size=1, max_size=5)
"""Of each line: whether it travels, its units, and how many of them are waited for."""


def confirmed(lines: list[tuple[bool, int, int]], *, shipping_cents: int = 0, paid: bool = True) -> Order:
    """An order paid by hand unless said otherwise, with its stock as placing leaves it."""
    offers = [FakeOffer(f"S{n}", requires_shipping=travels) for n, (travels, _, _) in enumerate(lines)]
    wanted = [RequestedLine(f"S{n}", units) for n, (_, units, _) in enumerate(lines)]
    basket = price(
        wanted,
        offers,
        [0] * len(lines),
        shipping=Shipping(method="s", price_cents=shipping_cents, tax_rate_bps=2000),
        prices_include_tax=True,
    )
    order = Order.place(
        1,
        Buyer(customer_id=7, guest=None, placed_by="user:7"),
        basket,
        details=Details(shipping_address=HOME),
        currency="GBP",
        now=NOW,
        metadata=METADATA,
        payment_within=timedelta(minutes=15),
        payment_method="manual" if paid else None,
        payment=new_payment(
            1, order_id=1, amount_cents=basket.totals.total_cents, currency="GBP", instruction=None, now=NOW
        )
        if paid
        else None,
    )
    found: list[FakeAllocation] = []
    for line_id, (travels, units, waited) in enumerate(lines, 1):
        waiting = min(units, waited)
        if travels and waiting < units:
            found.append(FakeAllocation(line_id, f"S{line_id - 1}", "MAIN", units - waiting))
        if waiting:
            found.append(FakeAllocation(line_id, f"S{line_id - 1}", None, waiting))
    order.allocate(found)
    digital_lines.fulfill_digital(order, NOW, METADATA)
    return order


@given(LINES)
def test_digital_units_are_fulfilled_when_the_order_is_confirmed(lines: list[tuple[bool, int, int]]) -> None:
    order = confirmed(lines)
    for line, (travels, units, waited) in zip(order.lines, lines, strict=True):
        assert line.shipped == (0 if travels else units - min(units, waited))
    whole = not any(line.open_quantity for line in order.lines)
    assert (order.status is OrderStatus.COMPLETED) == whole
    if any(travels for travels, _, _ in lines):
        assert order.fulfillment_status is FulfillmentStatus.UNFULFILLED
    elif whole:
        assert order.fulfillment_status is FulfillmentStatus.FULFILLED
    facts = len(order.events)
    digital_lines.fulfill_digital(order, NOW, METADATA)
    assert len(order.events) == facts, "a second time changes nothing"


@given(lines=LINES, ships=st.booleans())
def test_a_mixed_order_is_completed_after_the_rest_is_shipped_or_cancelled(
    lines: list[tuple[bool, int, int]], *, ships: bool
) -> None:
    order = confirmed([(travels, units, 0) for travels, units, _ in lines])
    rest = {line.line_id: line.open_quantity for line in order.lines if line.open_quantity}
    if rest and ships:
        items = [ShippedLine(line_id=line_id, quantity=count) for line_id, count in rest.items()]
        shipment = Shipment(
            id=1,
            order_id=1,
            location_code="MAIN",
            items=items,
            carrier=None,
            tracking_number=None,
            created_at=NOW,
            updated_at=NOW,
        )
        shipping.ensure_shippable(order, rest, NOW)
        shipping.ship(order, shipment, [], returns=[], now=NOW, metadata=METADATA)
    elif rest and any(line.shipped for line in order.lines):
        cancellation.cancel_units(order, rest, NOW, METADATA)
    else:
        return
    assert (order.status, order.fulfillment_status) == (OrderStatus.COMPLETED, FulfillmentStatus.FULFILLED)


MIXED = [(False, 1, 0), (True, 2, 0), (True, 1, 0)]
"""A digital unit and three that travel, at 1,000 each."""


def test_the_shipping_is_cancelled_with_the_last_unit_that_needs_shipping() -> None:
    order = confirmed(MIXED, shipping_cents=500)
    cancellation.cancel_units(order, {2: 2}, NOW, METADATA)
    assert (order.cancelled_cents, refund_policy.refundable_shipping_cents(order)) == (2000, 500)
    cancellation.cancel_units(order, {3: 1}, NOW, METADATA)
    assert (order.cancelled_cents, order.due_cents, refund_policy.surplus_cents(order)) == (3500, 1000, 3500)
    assert refund_policy.refundable_shipping_cents(order) == 0
    assert (order.status, order.fulfillment_status) == (OrderStatus.COMPLETED, FulfillmentStatus.FULFILLED)


def test_the_shipping_of_shipped_units_is_kept() -> None:
    order = confirmed(MIXED, shipping_cents=500)
    parcel = Shipment(
        id=1,
        order_id=1,
        location_code="MAIN",
        items=[ShippedLine(line_id=3, quantity=1)],
        carrier=None,
        tracking_number=None,
        created_at=NOW,
        updated_at=NOW,
    )
    left = [FakeAllocation(2, "S1", "MAIN", 2)]
    shipping.ship(order, parcel, left, returns=[], now=NOW, metadata=METADATA)
    cancellation.cancel_units(order, {2: 2}, NOW, METADATA)
    assert (order.cancelled_cents, refund_policy.refundable_shipping_cents(order)) == (2000, 500)


def test_shipping_that_was_refunded_before_is_not_cancelled_too() -> None:
    order = confirmed(MIXED, shipping_cents=500)
    refund_policy.create_refund(
        order,
        1,
        refund_policy.RefundRequest(amount_cents=200, shipping_cents=200, items=(), reason="late", origin="request"),
        NOW,
        METADATA,
    )
    cancellation.cancel_units(order, {2: 2, 3: 1}, NOW, METADATA)
    assert (order.cancelled_cents, order.credited_cents, refund_policy.surplus_cents(order)) == (3300, 200, 3300)


def test_a_refund_with_shipping_can_be_retried() -> None:
    order = confirmed(MIXED, shipping_cents=500)
    items = cancellation.cancel_units(order, {2: 2, 3: 1}, NOW, METADATA)
    refund_policy.create_refund(
        order,
        1,
        refund_policy.RefundRequest(
            amount_cents=3500, shipping_cents=500, items=items, reason="no", origin="cancellation"
        ),
        NOW,
        METADATA,
    )
    refund_policy.record_failure(order, order.refunds[0], NOW, METADATA)
    again = refund_retry.retry(order, order.refunds[0], [2], chosen=None, now=NOW, metadata=METADATA)
    assert (again.amount_cents, again.shipping_cents, refund_policy.surplus_cents(order)) == (3500, 500, 0)


def test_a_pending_order_of_digital_items_has_no_shipping() -> None:
    order = confirmed(MIXED, shipping_cents=500, paid=False)
    cancellation.cancel_units(order, {2: 2, 3: 1}, NOW, METADATA)
    assert (order.status, order.outstanding_cents) == (OrderStatus.PENDING_PAYMENT, 1000)
    with pytest.raises(Conflict) as refused:
        corrections.correct(
            order,
            corrections.Correction(shipping=Shipping(method="t", price_cents=900, tax_rate_bps=2000)),
            NOW,
            METADATA,
        )
    assert refused.value.code == "invalid_transition"
    payment = new_payment(1, order_id=1, amount_cents=1000, currency="GBP", instruction=None, now=NOW)
    payment_results.start(order, payment, NOW, METADATA)
    payment_results.record_manual_payment(order, payment, NOW, METADATA)
    assert sales_snapshot.shipping_sales(order) == (0, 0, 0)
    assert sum(part.revenue_cents for part in sales_snapshot.line_sales(order)) == order.paid_cents


def test_paid_shipping_counts_as_sold_after_its_cancellation() -> None:
    order = confirmed(MIXED, shipping_cents=500)
    cancellation.cancel_units(order, {2: 2, 3: 1}, NOW, METADATA)
    assert sales_snapshot.shipping_sales(order) == (500, 83, 0)


@pytest.mark.parametrize("travels", [True, False])
def test_a_rejected_cancellation_reports_an_allowed_alternative(*, travels: bool) -> None:
    order = confirmed([(travels, 2, 0)])
    if travels:
        shipping.ship(
            order,
            Shipment(
                id=1,
                order_id=1,
                location_code="MAIN",
                items=[ShippedLine(line_id=1, quantity=2)],
                carrier=None,
                tracking_number=None,
                created_at=NOW,
                updated_at=NOW,
            ),
            [],
            returns=[],
            now=NOW,
            metadata=METADATA,
        )
    with pytest.raises(Conflict) as refused:
        cancellation.cancel(order, "changed my mind", NOW, METADATA)
    assert ("/returns" in refused.value.detail) == travels
    assert ("POST /v1/orders/1/refunds and `items`" in refused.value.detail) == (not travels)
