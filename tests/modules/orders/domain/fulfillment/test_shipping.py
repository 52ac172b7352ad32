from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from modules.orders.domain.fulfillment import shipping
from modules.orders.domain.fulfillment.customer_return import ReturnState
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.domain.order.status import OrderStatus
from shared.kernel.errors import Conflict, Invalid
from tests.modules.orders.fulfillment_scenario import NOW, FulfillmentScenario
from tests.modules.orders.in_memory.allocations import FakeAllocation
from tests.modules.orders.shop import METADATA


def test_shipping_all_units_completes_the_order() -> None:
    goods = FulfillmentScenario()
    first = goods.ship({1: 2})
    assert (goods.order.status, goods.order.fulfillment_status) == ("confirmed", "partially_fulfilled")
    assert (goods.order.lines[0].reserved, goods.order.lines[0].shipped) == (1, 2)
    second = goods.ship({1: 1, 2: 2})
    assert (goods.order.status, goods.order.fulfillment_status) == ("completed", "fulfilled")
    assert goods.order.lines[0].location_codes == ()
    goods.deliver(first)
    assert goods.order.fulfillment_status == "fulfilled"
    goods.deliver(second)
    assert goods.order.fulfillment_status == "delivered"
    assert goods.facts == [
        "shipment.created",
        "shipment.created",
        "completed",
        "shipment.delivered",
        "shipment.delivered",
    ]


def test_a_cancelled_shipment_opens_a_completed_order_again() -> None:
    goods = FulfillmentScenario()
    shipment = goods.ship({1: 3, 2: 2})
    goods.unship(shipment)
    assert (goods.order.status, goods.order.fulfillment_status) == ("confirmed", "unfulfilled")
    assert [(line.reserved, line.shipped) for line in goods.order.lines] == [(3, 0), (2, 0)]
    with pytest.raises(Conflict) as again:
        goods.unship(shipment)
    assert again.value.extensions == {"from": "cancelled", "allowed": []}
    goods.ship({1: 3, 2: 2})
    assert goods.order.status is OrderStatus.COMPLETED


def test_a_delivered_or_returned_shipment_cannot_be_cancelled() -> None:
    goods = FulfillmentScenario()
    asked_for, delivered = goods.ship({1: 1}), goods.ship({2: 2})
    requested = goods.ask({1: 1})
    goods.deliver(delivered)
    for shipment in (asked_for, delivered):
        with pytest.raises(Conflict) as refused:
            goods.unship(shipment)
        assert refused.value.code == "invalid_transition"
    goods.decide(requested, ReturnState.REJECTED)
    goods.unship(asked_for)


def test_no_more_units_ship_than_are_open() -> None:
    goods = FulfillmentScenario()
    goods.cancel({1: 1})
    with pytest.raises(Conflict) as refused:
        goods.ship({2: 1, 1: 3})
    assert (refused.value.code, refused.value.extensions) == ("over_fulfilment", {"line_id": 1, "max": 2})
    with pytest.raises(Invalid) as unknown:
        goods.ship({3: 1})
    assert unknown.value.errors[0].pointer == "/items/0/line_id"


def test_a_held_or_waiting_order_is_not_shipped() -> None:
    goods = FulfillmentScenario()
    goods.order.put_on_hold("check", NOW, METADATA)
    with pytest.raises(Conflict) as held:
        goods.ship({1: 1})
    assert held.value.code == "order_on_hold"
    with pytest.raises(Conflict) as waiting:
        FulfillmentScenario(payment_method=None).ship({1: 1})
    assert waiting.value.code == "invalid_transition"


def authorized(state: PaymentState, expires_at: datetime) -> FulfillmentScenario:
    goods = FulfillmentScenario(payment_method="invoice")
    goods.order.payment_method = "card"
    cents = goods.order.due_cents
    goods.order.add_payment(
        Payment(
            id=1,
            order_id=1,
            method="card",
            status=state,
            amount_cents=cents,
            currency="GBP",
            created_at=NOW,
            updated_at=NOW,
            authorization_expires_at=expires_at,
        )
    )
    goods.order.recompute_payment_status()
    return goods


@pytest.mark.parametrize(
    ("state", "hours", "ships"),
    [
        (PaymentState.AUTHORIZED, 1, True),
        (PaymentState.CAPTURING, 1, True),
        (PaymentState.AUTHORIZED, 0, False),
        (PaymentState.VOIDING, 1, False),
        (PaymentState.VOIDED, 1, False),
        (PaymentState.FAILED, 1, False),
    ],
)
def test_units_ship_on_an_authorization_until_it_expires(state: PaymentState, hours: int, *, ships: bool) -> None:
    goods = authorized(state, NOW + timedelta(hours=hours))
    if ships:
        assert goods.ship({1: 1})
        return
    with pytest.raises(Conflict) as refused:
        goods.ship({1: 1})
    assert refused.value.code == "payment_required"


def test_money_that_is_no_longer_due_is_not_captured() -> None:
    goods = authorized(PaymentState.AUTHORIZED, NOW + timedelta(hours=1))
    (payment,) = goods.order.payments
    due = goods.order.due_cents
    goods.order.cancelled_cents += due
    shipping.capture_authorized(goods.order, NOW)
    assert payment.status == "authorized"
    goods.order.cancelled_cents -= due
    shipping.capture_authorized(goods.order, NOW)
    shipping.capture_authorized(goods.order, NOW)
    assert payment.status == "capturing"


def test_invoiced_and_free_orders_ship_and_refunded_ones_do_not() -> None:
    assert FulfillmentScenario(payment_method="invoice").ship({1: 1})
    goods = FulfillmentScenario()
    goods.order.refunded_cents = goods.order.paid_cents
    goods.order.recompute_payment_status()
    with pytest.raises(Conflict) as refused:
        goods.ship({1: 1})
    assert refused.value.code == "payment_required"
    goods.order.cancelled_cents = goods.order.totals.total_cents
    assert goods.ship({1: 1})


@pytest.mark.parametrize(
    ("units", "at"),
    [({1: 2}, "MAIN"), ({1: 1, 2: 1}, "EAST"), ({3: 5}, "MAIN"), ({2: 1, 3: 1}, "EAST")],
)
def test_a_shipment_comes_from_the_one_location_that_has_all_units(units: Mapping[int, int], at: str) -> None:
    assert shipping.shipping_location(units, LYING) == at


@pytest.mark.parametrize("units", [{1: 1}, {1: 2, 2: 1}, {2: 2}])
def test_the_location_is_required_if_none_or_several_have_all_units(units: Mapping[int, int]) -> None:
    with pytest.raises(Conflict) as refused:
        shipping.shipping_location(units, LYING)
    assert refused.value.code == "not_reserved_here"
    assert refused.value.extensions["reserved_at"] == (["EAST"] if units == {2: 2} else ["EAST", "MAIN"])


LYING: Sequence[FakeAllocation] = [
    FakeAllocation(1, "A", "MAIN", 2),
    FakeAllocation(1, "A", "EAST", 1),
    FakeAllocation(2, "B", "EAST", 1),
    FakeAllocation(2, "B", None, 1),
]
"""Of line 3 no stock is kept."""
