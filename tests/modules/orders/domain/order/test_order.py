from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.placement.new_payment import new_payment
from modules.orders.domain.changes.cancellation import cancel
from modules.orders.domain.changes.corrections import Correction, correct
from modules.orders.domain.order.buyer import Buyer, Details, Guest
from modules.orders.domain.order.erasure import anonymize
from modules.orders.domain.order.offer import RequestedLine
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.domain.order.pricing import Shipping, price
from modules.orders.domain.order.status import (
    OPEN_STATUSES,
    REQUESTABLE_TRANSITIONS,
    TRANSITIONS,
    OrderStatus,
    PaymentStatus,
    Transition,
    payment_status,
)
from shared.kernel.errors import Conflict, Invalid
from tests.modules.orders.in_memory.allocations import FakeAllocation
from tests.modules.orders.in_memory.other_modules import FakeOffer
from tests.modules.orders.shop import HOME, METADATA

NOW = datetime(2026, 11, 21, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def placed(cents: int = 100, **more: Any) -> Order:
    basket = price(
        [RequestedLine("A", 2)],
        [FakeOffer("A", price_cents=cents)],
        [0],
        shipping=Shipping(method="s", price_cents=0, tax_rate_bps=0),
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
        **more,
    )
    order.allocate([FakeAllocation(1, "A", "MAIN", 1), FakeAllocation(1, "A", "EAST", 1)])
    return order


def payment(order: Order | None = None, *, manual: bool = False) -> Payment:
    instruction = None if manual else PaymentInstruction(method="card", token="tok")
    return new_payment(
        1, order_id=1, amount_cents=order.due_cents if order else 200, currency="GBP", instruction=instruction, now=NOW
    )


def names(order: Order) -> list[str]:
    return [fact.name for fact in order.events]


def test_a_placed_order_waits_for_its_payment() -> None:
    order = placed()
    assert (order.status, order.payment_due_at) == (OrderStatus.PENDING_PAYMENT, NOW + timedelta(minutes=15))
    assert order.lines[0].location_codes == ("MAIN", "EAST")
    assert names(order) == ["placed"]


@pytest.mark.parametrize(
    ("method", "cents", "paid"), [("manual", 100, "paid"), ("invoice", 100, "unpaid"), (None, 0, "paid")]
)
def test_an_order_without_a_due_payment_is_confirmed(method: str | None, cents: int, paid: str) -> None:
    order = placed(cents, payment_method=method, payment=payment(manual=True) if method == "manual" else None)
    assert (order.status, order.payment_status, order.payment_due_at) == ("confirmed", paid, None)
    assert names(order) == ["placed", "confirmed"]
    assert [fact.sequence for fact in order.events] == [1, 2]


def test_an_order_is_overdue_only_without_a_payment_in_progress() -> None:
    order = placed()
    assert not order.is_overdue(NOW)
    assert order.is_overdue(LATER)
    order.add_payment(payment(order))
    assert not order.is_overdue(LATER)


def test_expiry_and_cancellation_release_all_units() -> None:
    expired, cancelled = placed(), placed()
    expired.expire(LATER, METADATA)
    cancel(cancelled, "no", LATER, METADATA)
    for order in (expired, cancelled):
        line = order.lines[0]
        assert (line.reserved, line.backordered, line.location_codes) == (0, 0, ())
        assert (order.version, order.updated_at, order.payment_due_at) == (2, LATER, None)
    assert (expired.lines[0].cancelled, cancelled.lines[0].cancelled) == (0, 2)


def test_details_can_be_corrected_before_shipping_but_not_without_an_address() -> None:
    order = placed()
    assert correct(order, Correction(Details(shipping_address=HOME, note="ring")), LATER, METADATA)
    assert order.events[-1].detail == {"fields": ("note",)}
    assert not correct(order, Correction(Details(shipping_address=HOME, note="ring")), LATER, METADATA)
    assert order.version == 2
    with pytest.raises(Invalid):
        correct(order, Correction(Details()), LATER, METADATA)


def test_a_gift_message_is_corrected_like_all_texts_of_the_buyer_and_anonymized_with_them() -> None:
    order = placed()
    given = Details(shipping_address=HOME, note="ring", gift_message="Happy birthday!")
    assert correct(order, Correction(given), LATER, METADATA) == ["note", "gift_message"]
    assert order.details.texts() == {"note": "ring", "gift_message": "Happy birthday!"}
    assert anonymize(order.details).texts() == {"note": None, "gift_message": None}


def test_an_order_is_held_once_and_released_once() -> None:
    order = placed(payment_method="invoice")
    with pytest.raises(Conflict) as too_early:
        order.release_hold(LATER, METADATA)
    assert too_early.value.extensions == {"from": "confirmed", "allowed": ["cancel", "hold"]}
    order.put_on_hold("check", LATER, METADATA)
    with pytest.raises(Conflict) as again:
        order.put_on_hold("again", LATER, METADATA)
    assert again.value.extensions == {"from": "confirmed", "allowed": ["cancel", "release"]}
    order.release_hold(LATER, METADATA)
    assert names(order)[-2:] == ["held", "released"]


STEPS: dict[Transition, Callable[[Order], object]] = {
    Transition.CANCEL: lambda order: cancel(order, "x", LATER, METADATA),
    Transition.EXPIRE: lambda order: order.expire(LATER, METADATA),
    Transition.HOLD: lambda order: order.put_on_hold("x", LATER, METADATA),
    Transition.RELEASE: lambda order: order.release_hold(LATER, METADATA),
    Transition.UPDATE: lambda order: correct(
        order, Correction(Details(shipping_address=HOME, note=str(order.version))), LATER, METADATA
    ),
}


def refused(step: Transition, order: Order) -> Conflict | None:
    try:
        STEPS[step](order)
    except Conflict as error:
        return error
    return None


@given(st.sampled_from(["manual", None]), st.lists(st.sampled_from(sorted(STEPS)), max_size=8))
def test_an_order_follows_its_transitions_in_any_sequence(method: str | None, steps: list[Transition]) -> None:
    order = placed(payment_method=method)
    for step in steps:
        before, facts, as_it_was = order.status, len(order.events), deepcopy(order)
        error = refused(step, order)
        if error is not None:
            assert error.code == "invalid_transition"
            possible = [one for one in sorted(REQUESTABLE_TRANSITIONS) if refused(one, deepcopy(as_it_was)) is None]
            assert error.extensions == {"from": before.value, "allowed": possible}
            assert (order.status, len(order.events)) == (before, facts)
        else:
            assert order.status == TRANSITIONS[before][step]
        assert [fact.sequence for fact in order.events] == list(range(1, order.sequence + 1))
        assert bool(order.lines[0].reserved) == (order.status in OPEN_STATUSES)


def test_every_state_is_in_the_table() -> None:
    assert set(TRANSITIONS) == set(OrderStatus)
    assert {s for s, steps in TRANSITIONS.items() if REQUESTABLE_TRANSITIONS & steps.keys()} == OPEN_STATUSES


@pytest.mark.parametrize(
    ("outstanding", "money", "status"),
    [
        (100, {}, "unpaid"),
        (0, {"captured_cents": 100}, "paid"),
        (0, {"is_confirmed": True}, "paid"),
        (0, {}, "unpaid"),
        (0, {"captured_cents": 100, "refunded_cents": 40}, "partially_refunded"),
        (0, {"captured_cents": 100, "refunded_cents": 100}, "refunded"),
        (60, {"captured_cents": 40, "is_confirmed": True}, "partially_paid"),
        (60, {"captured_cents": 40, "refunded_cents": 10}, "partially_paid"),
        (60, {"captured_cents": 40, "refunded_cents": 40, "is_confirmed": True}, "unpaid"),
        (60, {"captured_cents": 40, "in_progress": PaymentStatus.PENDING}, "pending"),
        (60, {"captured_cents": 40, "authorized_cents": 60}, "authorized"),
        (60, {"captured_cents": 40, "voided": True}, "partially_paid"),
        (100, {"authorized_cents": 100}, "authorized"),
        (100, {"in_progress": PaymentStatus.PENDING}, "pending"),
        (100, {"in_progress": PaymentStatus.REQUIRES_ACTION}, "requires_action"),
        (100, {"voided": True}, "voided"),
    ],
)
def test_payment_status_follows_from_the_amounts(outstanding: int, money: dict[str, Any], status: str) -> None:
    assert payment_status(outstanding, **{"captured_cents": 0, "refunded_cents": 0, **money}) == status


def test_a_reference_is_unique_per_client_else_per_customer() -> None:
    assert (
        Buyer(customer_id=7, guest=None, placed_by="user:7").reference_scope
        == Buyer(customer_id=7, guest=None, placed_by="user:1").reference_scope
        == "customer:7"
    )
    assert Buyer(customer_id=7, guest=None, placed_by="client:3").reference_scope == "client:3"
    assert (
        Buyer(customer_id=None, guest=Guest(name="Bo", email="b@c.d"), placed_by="user:1").reference_scope == "user:1"
    )
