import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.orders.domain.changes.cancellation import cancel, cancel_units, cancels_whole_order
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment_states import Action, PaymentState
from modules.orders.domain.settlement import payment_results
from shared.kernel.errors import Conflict, Invalid
from tests.modules.orders.domain.order_builders import CARD, LATER, MANUAL_PAYMENT, Lines, names, order_of
from tests.modules.orders.shop import METADATA

TWO_LINES: Lines = ((3, 100), (2, 250))


def part(order: Order, **units: int) -> None:
    cancel_units(order, {int(name.removeprefix("line")): count for name, count in units.items()}, LATER, METADATA)


def test_units_are_cancelled_and_the_rest_stays() -> None:
    order = order_of(MANUAL_PAYMENT, TWO_LINES)
    part(order, line1=2)
    line = order.lines[0]
    assert (line.cancelled, line.reserved, line.open_quantity) == (2, 1, 1)
    assert (order.status, order.due_cents, order.payment_status) == ("confirmed", 600, "paid")
    assert (names(order)[-1], order.events[-1].detail, order.version) == ("updated", {"fields": ("items",)}, 2)


def test_backordered_units_are_cancelled_first() -> None:
    order = order_of(None)
    line = order.lines[0]
    line.reserved, line.backordered = 1, 1
    part(order, line1=1)
    assert (line.reserved, line.backordered, line.location_codes) == (1, 0, ("MAIN",))


def test_an_unknown_line_cannot_be_cancelled() -> None:
    order = order_of(MANUAL_PAYMENT, TWO_LINES)
    with pytest.raises(Invalid) as error:
        cancel_units(order, {3: 1}, LATER, METADATA)
    assert error.value.errors[0].pointer == "/items/0/line_id"
    assert order.version == 1


@pytest.mark.parametrize(("units", "line_id", "most"), [({1: 1, 2: 3}, 2, 2), ({1: 4}, 1, 3)])
def test_units_beyond_the_open_quantity_cannot_be_cancelled(units: dict[int, int], line_id: int, most: int) -> None:
    order = order_of(MANUAL_PAYMENT, TWO_LINES)
    assert not cancels_whole_order(order, units)
    with pytest.raises(Conflict) as error:
        cancel_units(order, units, LATER, METADATA)
    assert (error.value.code, error.value.extensions) == ("over_cancellation", {"line_id": line_id, "max": most})
    assert order.version == 1


def test_only_exact_quantities_cancel_the_whole_order() -> None:
    order = order_of(MANUAL_PAYMENT, TWO_LINES)
    assert cancels_whole_order(order, {1: 3, 2: 2})
    for units in ({1: 3, 2: 3}, {1: 3, 2: 2, 9: 1}, {1: 3}):
        assert not cancels_whole_order(order, units)
    part(order, line1=3)
    assert cancels_whole_order(order, {2: 2})
    order.lines[0].shipped = 1
    assert not cancels_whole_order(order, {2: 2})


def test_a_payment_in_progress_prevents_a_partial_cancellation_only() -> None:
    order = order_of(CARD)
    with pytest.raises(Conflict) as error:
        part(order, line1=1)
    assert error.value.code == "payment_in_progress"
    cancel(order, "no", LATER, METADATA)
    assert order.status == "cancelled"


def test_an_authorization_follows_the_remaining_amount() -> None:
    order = order_of(CARD, ((2, 100), (1, 0)))
    payment = order.payments[0]
    payment.transition_to(PaymentState.AUTHORIZING, LATER)
    payment_results.record_authorization(order, payment, LATER, now=LATER, metadata=METADATA)
    part(order, line1=1)
    assert (order.due_cents, payment.status, order.payment_status) == (100, "authorized", "authorized")
    payment_results.capture(order, payment, LATER)
    with pytest.raises(Conflict) as being_taken:
        part(order, line1=1)
    assert being_taken.value.code == "payment_in_progress"
    payment.status = PaymentState.AUTHORIZED
    part(order, line1=1)
    assert (order.due_cents, payment.status, payment.action) == (0, "voiding", Action.VOID)


def test_the_rest_of_a_pending_order_may_cost_nothing() -> None:
    order = order_of(None, ((2, 100), (1, 0)))
    part(order, line1=2)
    assert (order.status, order.payment_status, names(order)[-2:]) == ("confirmed", "paid", ["updated", "confirmed"])


def test_shipped_units_prevent_cancelling_the_whole_order() -> None:
    order = order_of(MANUAL_PAYMENT)
    order.lines[0].reserved, order.lines[0].shipped = 1, 1
    with pytest.raises(Conflict) as error:
        cancel(order, "no", LATER, METADATA)
    assert error.value.code == "invalid_transition"
    assert "`items`" in error.value.detail
    part(order, line1=1)
    assert (order.status, order.fulfillment_status) == ("completed", "fulfilled")
    assert names(order)[-2:] == ["updated", "completed"]
    with pytest.raises(Conflict) as all_shipped:
        part(order, line1=1)
    assert "POST /v1/orders/1/returns" in all_shipped.value.detail


def test_a_cancelled_order_is_not_cancelled_again() -> None:
    order = order_of(MANUAL_PAYMENT)
    cancel(order, "no", LATER, METADATA)
    assert (order.due_cents, order.lines[0].cancelled, order.hold) == (0, 2, None)
    with pytest.raises(Conflict) as whole:
        cancel(order, "no", LATER, METADATA)
    with pytest.raises(Conflict) as some:
        part(order, line1=1)
    assert whole.value.extensions == some.value.extensions == {"from": "cancelled", "allowed": []}


@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(0, 999)), min_size=1, max_size=4),
    st.integers(0, 300),
    st.booleans(),
    st.data(),
)
def test_parts_in_any_portions_sum_to_the_order(
    lines: list[tuple[int, int]], discount: int, included: bool, data: st.DataObject
) -> None:
    worth = sum(units * cents for units, cents in lines)
    order = order_of(
        MANUAL_PAYMENT, lines, shipping_cents=499, discount_cents=min(discount, worth), prices_include_tax=included
    )
    shipping = order.totals.total_cents - sum(line.total_cents for line in order.lines)
    credited = 0
    while True:
        left = {line.line_id: line.open_quantity for line in order.lines if line.open_quantity}
        line_id = data.draw(st.sampled_from(sorted(left)))
        units = {line_id: data.draw(st.integers(1, left[line_id]))}
        if cancels_whole_order(order, units):
            break
        credited += sum(item.amount_cents for item in cancel_units(order, units, LATER, METADATA))
        assert order.due_cents == order.totals.total_cents - credited
        assert all(line.reserved == line.open_quantity for line in order.lines)
    credited += sum(item.amount_cents for item in cancel(order, "no", LATER, METADATA))
    assert credited + shipping == order.totals.total_cents == order.cancelled_cents
