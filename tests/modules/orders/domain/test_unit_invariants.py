"""All counts of an order's units agree after any sequence of steps."""

from collections.abc import Sequence
from copy import deepcopy

from hypothesis import given, settings
from hypothesis import strategies as st

from modules.orders.domain.fulfillment import return_policy
from modules.orders.domain.fulfillment.customer_return import RETURN_TRANSITIONS, ReturnState
from modules.orders.domain.fulfillment.shipment import SHIPMENT_TRANSITIONS, ShipmentState
from modules.orders.domain.order.payments.refund import RefundItem, RefundState
from modules.orders.domain.order.status import FulfillmentStatus, OrderStatus, ReturnStatus
from modules.orders.domain.settlement import refund_policy
from shared.kernel.errors import DomainError
from tests.modules.orders.fulfillment_scenario import FulfillmentScenario
from tests.modules.orders.scenario_steps import COMING_BACK, STEPS, Step, apply_step


@given(st.lists(STEPS, max_size=40), st.sampled_from(["manual", "invoice"]))
def test_units_add_up_after_any_sequence(steps: list[Step], payment_method: str) -> None:
    _live(steps, payment_method)


@settings(max_examples=200)
@given(st.lists(COMING_BACK, min_size=5, max_size=25), st.sampled_from(["manual", "invoice"]))
def test_units_add_up_after_any_returns(steps: list[Step], payment_method: str) -> None:
    _live(steps, payment_method)


def _live(steps: list[Step], payment_method: str) -> None:
    goods = FulfillmentScenario(payment_method=payment_method)
    for step in steps:
        before, attempt = goods, deepcopy(goods)
        if (error := _refusal(attempt, step)) is not None:
            assert not any(
                str(most).startswith("-") for name, most in error.extensions.items() if name.startswith("max")
            )
            continue
        goods = attempt
        _add_up(goods)
        for old, new in zip(before.shipments, goods.shipments, strict=False):
            assert new.status is old.status or new.status in SHIPMENT_TRANSITIONS[old.status]
        for earlier, later in zip(before.returns, goods.returns, strict=False):
            assert later.status is earlier.status or later.status in RETURN_TRANSITIONS[earlier.status]


def _refusal(goods: FulfillmentScenario, step: Step) -> DomainError | None:
    try:
        apply_step(goods, step)
    except DomainError as error:
        return error
    return None


def _add_up(goods: FulfillmentScenario) -> None:
    order = goods.order
    for line in order.lines:
        id_ = line.line_id
        assert line.shipped == sum(s.units.get(id_, 0) for s in goods.shipments if s.is_active)
        assert line.reserved == line.open_quantity == goods.held[id_]
        assert 0 <= line.returned == sum(each.received_quantity(id_) for each in goods.returns) <= line.shipped
        assert line.returned + return_policy.expected_quantity(order, goods.returns, id_) <= line.shipped
        assert 0 <= line.credited <= line.quantity
        assert line.credited == line.cancelled + _claimed(goods, id_)
        assert 0 <= line.credited_cents <= line.total_cents
        assert _refunded(goods, id_) <= line.credited - line.cancelled + _left_by_failures(goods, id_)
        assert line.shippable_quantity == line.open_quantity
    shipped = sum(line.shipped for line in order.lines)
    returned = sum(line.returned for line in order.lines)
    wanted = sum(line.quantity - line.cancelled for line in order.lines)
    delivered = sum(sum(s.units.values()) for s in goods.shipments if s.status is ShipmentState.DELIVERED)
    assert order.delivered_units == delivered
    assert (order.status in (OrderStatus.COMPLETED, OrderStatus.CANCELLED)) == (shipped == wanted)
    assert (order.fulfillment_status is FulfillmentStatus.UNFULFILLED) == (shipped == 0)
    assert (order.fulfillment_status is FulfillmentStatus.DELIVERED) == (shipped > 0 and shipped == wanted == delivered)
    assert (order.return_status is ReturnStatus.RETURNED) == (0 < returned == shipped)
    assert [fact.sequence for fact in order.events] == list(range(1, order.sequence + 1))
    _money_adds_up(goods)


def _claimed(goods: FulfillmentScenario, line_id: int) -> int:
    """Units of the line that refunds or credits say were given back."""
    refunds = [refund for refund in goods.order.refunds if refund.counts and refund.credits]
    claims: list[Sequence[RefundItem]] = [
        *(refund.items for refund in refunds),
        *(each.credited for each in goods.returns),
    ]
    return sum(item.quantity for items in claims for item in items if item.line_id == line_id)


def _refunded(goods: FulfillmentScenario, line_id: int) -> int:
    """Units of the line that came back by returns that have been refunded."""
    return sum(each.received_quantity(line_id) for each in goods.returns if each.status is ReturnState.REFUNDED)


def _left_by_failures(goods: FulfillmentScenario, line_id: int) -> int:
    """Units of the line whose refund has failed and was not repeated: of a return, because staff dismissed it."""
    claims = [refund for refund in goods.order.refunds if refund.credits]
    failed = [refund for refund in claims if not refund.counts and refund.retried_as is None]
    return sum(item.quantity for each in failed for item in each.items if item.line_id == line_id)


def _money_adds_up(goods: FulfillmentScenario) -> None:
    order = goods.order
    succeeded = [refund for refund in order.refunds if refund.status is RefundState.SUCCEEDED]
    assert order.refunded_cents == sum(refund.amount_cents for refund in succeeded) <= order.paid_cents
    given = sum(refund.amount_cents for refund in succeeded if refund.credits)
    assert order.credited_cents == given + sum(each.credited_cents for each in goods.returns)
    assert refund_policy.refundable_cents(order) == order.paid_cents - order.refunded_cents
    for each in goods.returns:
        assert (each.status is ReturnState.REFUNDED) == (each.refund_id is not None or each.credited_cents > 0)
        parts = [refund for refund in order.refunds if refund.return_id == each.id]
        given = sum(refund.amount_cents for refund in parts if refund.counts)
        assert given + each.credited_cents <= sum(1000 * each.received_quantity(line.line_id) for line in order.lines)
        if each.status is ReturnState.REFUNDED:
            assert each.refund_cents == given
            assert not any(refund.needs_attention for refund in parts)
            assert each.refund_id is None or order.refund(each.refund_id).counts
    for refund in order.refunds:
        assert refund.retried_as is None or order.refund(refund.retried_as).return_id == refund.return_id
        assert refund.counts or not refund.needs_attention or refund.dismissed_at is None
