"""A return whose refund failed is to be refunded again, and expects no more units."""

from copy import deepcopy

import pytest

from modules.orders.domain.fulfillment.customer_return import Return, ReturnState
from shared.kernel.errors import Conflict
from tests.modules.orders.fulfillment_scenario import FulfillmentScenario


def refunded_in_part(*parcels: int) -> tuple[FulfillmentScenario, Return]:
    """Three A were shipped and asked for; one has come back and was refunded."""
    goods = FulfillmentScenario()
    for units in parcels or (3,):
        goods.ship({1: units})
    requested = goods.ask({1: 3})
    goods.decide(requested, ReturnState.APPROVED)
    goods.receive(requested, (1, 1))
    goods.refund(requested)
    return goods, requested


def refuses_more(goods: FulfillmentScenario, chosen: Return) -> None:
    with pytest.raises(Conflict) as more:
        deepcopy(goods).receive(deepcopy(chosen), (1, 1))
    assert (more.value.code, more.value.extensions) == ("over_receipt", {"line_id": 1, "max": 0})
    assert more.value.detail is not None
    assert "another return" in more.value.detail


def test_a_unit_is_expected_by_one_return_only() -> None:
    goods, first = refunded_in_part()
    second = goods.ask({1: 2})
    goods.fail(goods.order.refunds[0])
    assert first.status == "received"
    refuses_more(goods, first)
    with pytest.raises(Conflict) as third:
        goods.ask({1: 1})
    assert (third.value.code, third.value.extensions) == ("over_return", {"line_id": 1, "max": 0})
    goods.decide(second, ReturnState.APPROVED)
    goods.receive(second, (1, 2))
    goods.refund(second)
    goods.refund(first)
    assert (goods.order.lines[0].returned, goods.order.refunded_cents) == (3, 3000)


def test_units_not_received_can_be_requested_after_the_failure() -> None:
    goods, first = refunded_in_part()
    goods.fail(goods.order.refunds[0])
    refuses_more(goods, first)
    second = goods.ask({1: 2})
    assert goods.order.return_status == "requested"
    goods.decide(second, ReturnState.APPROVED)
    goods.receive(second, (1, 2))
    goods.retry(goods.order.refunds[0])
    assert (first.status, first.refund_cents) == ("refunded", 1000)


def test_units_of_a_cancelled_shipment_are_not_expected_back() -> None:
    goods, first = refunded_in_part(1, 2)
    goods.unship(goods.shipments[1])
    goods.fail(goods.order.refunds[0])
    refuses_more(goods, first)
    assert (goods.order.lines[0].shipped, goods.order.lines[0].returned) == (1, 1)


def test_a_reopened_return_does_not_prevent_cancelling_a_shipment() -> None:
    goods, _ = refunded_in_part(1, 2)
    goods.fail(goods.order.refunds[0])
    goods.unship(goods.shipments[1])
    assert goods.order.lines[0].shipped == 1


def test_returned_units_never_exceed_the_shipped_units() -> None:
    """Whatever was expected: of a line of which all is back, nothing is received."""
    goods, first = refunded_in_part()
    second = goods.ask({1: 2})
    goods.decide(second, ReturnState.APPROVED)
    goods.order.lines[0].returned = 2
    with pytest.raises(Conflict) as beyond:
        goods.receive(second, (1, 2))
    assert (beyond.value.code, beyond.value.extensions) == ("over_receipt", {"line_id": 1, "max": 1})
    goods.order.lines[0].returned = 3
    with pytest.raises(Conflict) as third:
        goods.ask({1: 1})
    assert third.value.extensions == {"line_id": 1, "max": 0}
    assert first.status == "refunded"
