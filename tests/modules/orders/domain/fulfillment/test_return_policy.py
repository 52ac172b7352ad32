from copy import deepcopy
from datetime import timedelta

import pytest

from modules.orders.domain.fulfillment.customer_return import ReturnState
from shared.kernel.errors import Conflict
from tests.modules.orders.fulfillment_scenario import NOW, FulfillmentScenario


def test_a_return_goes_from_request_to_refund() -> None:
    goods = FulfillmentScenario()
    goods.ship({1: 3, 2: 2})
    requested = goods.ask({1: 2, 2: 1})
    assert goods.order.return_status == "requested"
    goods.decide(requested, ReturnState.APPROVED)
    goods.receive(requested, (1, 1), (1, 1))
    assert (goods.order.return_status, goods.order.lines[0].returned) == ("partially_returned", 2)
    with pytest.raises(Conflict) as too_many:
        goods.receive(requested, (2, 2))
    assert (too_many.value.code, too_many.value.extensions) == ("over_receipt", {"line_id": 2, "max": 1})
    with pytest.raises(Conflict) as too_much:
        deepcopy(goods).refund(deepcopy(requested), deduct=2001)
    assert (too_much.value.code, too_much.value.extensions) == ("deduction_exceeds_value", {"max_cents": 2000})
    goods.refund(requested, deduct=100, shipping=500)
    (refund,) = goods.order.refunds
    assert (refund.amount_cents, refund.shipping_cents, refund.origin, refund.return_id) == (2400, 500, "return", 1)
    assert (requested.status, requested.refund_id, goods.order.refunded_cents) == ("refunded", refund.id, 2400)
    assert goods.facts[-3:] == ["refund.created", "refund.succeeded", "return.refunded"]


def test_only_what_was_received_and_paid_for_is_refunded() -> None:
    goods = FulfillmentScenario(payment_method="invoice")
    goods.ship({1: 3})
    requested = goods.ask({1: 2})
    goods.decide(requested, ReturnState.APPROVED)
    with pytest.raises(Conflict) as too_early:
        goods.refund(requested)
    assert too_early.value.code == "invalid_transition"
    goods.receive(requested, (1, 1))
    goods.refund(requested)
    assert (requested.credited_cents, requested.refund_id, goods.order.refunds) == (1000, None, ())


def test_units_are_requested_once() -> None:
    goods = FulfillmentScenario()
    goods.ship({1: 2})
    first = goods.ask({1: 1})
    with pytest.raises(Conflict) as refused:
        goods.ask({1: 2})
    assert (refused.value.code, refused.value.extensions) == ("over_return", {"line_id": 1, "max": 1})
    with pytest.raises(Conflict):
        goods.ask({2: 1})
    goods.decide(first, ReturnState.CANCELLED)
    assert goods.order.return_status == "none"
    goods.ask({1: 2})


def test_the_return_window_starts_with_delivery_or_shipment() -> None:
    goods = FulfillmentScenario()
    week = timedelta(days=7)
    early = goods.ship({1: 1})
    goods.ship({1: 1}, now=NOW + week)
    with pytest.raises(Conflict) as refused:
        goods.ask({1: 2}, after=NOW)
    assert refused.value.code == "return_window_closed"
    goods.deliver(early, now=NOW + week)
    goods.ask({1: 2}, after=NOW)
