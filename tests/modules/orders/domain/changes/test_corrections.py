"""Corrections of a guest and of the shipping method."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.orders.domain.changes.corrections import Correction, correct
from modules.orders.domain.order.buyer import Buyer, Details, Guest
from modules.orders.domain.order.offer import RequestedLine
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.pricing import Discount, Shipping, price
from shared.kernel.errors import Conflict, Invalid
from tests.modules.orders.domain.order_builders import LATER, NOW, WITHIN
from tests.modules.orders.in_memory.other_modules import FakeOffer
from tests.modules.orders.shop import HOME, METADATA

BO = Guest(name="Bo", email="bo@exmaple.com", phone="020 7946 0018")


def order_of(guest: Guest | None = BO, *, shipping: Shipping, discount: int = 0, inclusive: bool = True) -> Order:
    offers = [FakeOffer("TEA", price_cents=999), FakeOffer("POT", price_cents=1250)]
    wanted = [RequestedLine("TEA", 3), RequestedLine("POT", 1)]
    basket = price(
        wanted, offers, [2000, 500], shipping=shipping, discount=Discount(discount), prices_include_tax=inclusive
    )
    buyer = Buyer(customer_id=None if guest else 7, guest=guest, placed_by="client:1")
    return Order.place(
        1,
        buyer,
        basket,
        details=Details(shipping_address=HOME),
        currency="GBP",
        now=NOW,
        metadata=METADATA,
        payment_within=WITHIN,
    )


methods = st.builds(
    Shipping,
    method=st.sampled_from(["standard", "express"]),
    price_cents=st.integers(0, 5_000),
    tax_rate_bps=st.integers(0, 3_000),
)


@given(methods, methods, st.integers(0, 4_000), st.booleans())
def test_a_corrected_method_costs_what_it_would_have_cost_at_first(
    before: Shipping, after: Shipping, discount: int, inclusive: bool
) -> None:
    order = order_of(shipping=before, discount=discount, inclusive=inclusive)
    changed = correct(order, Correction(shipping=after), LATER, METADATA)
    fresh = order_of(shipping=after, discount=discount, inclusive=inclusive)
    assert (order.totals, order.shipping) == (fresh.totals, fresh.shipping)
    assert list(changed) == ([] if before == after else ["shipping_method"])
    assert order.version == 1 + (before != after)


def test_a_guest_can_be_corrected_after_shipment() -> None:
    order = order_of(shipping=Shipping(method="standard", price_cents=0, tax_rate_bps=2000))
    right = replace(BO, email="bo@example.com")
    assert list(correct(order, Correction(guest=right), LATER, METADATA)) == ["customer"]
    order.expire(LATER, METADATA)
    assert list(correct(order, Correction(guest=replace(right, name="Bob")), LATER, METADATA)) == ["customer"]
    assert correct(order, Correction(guest=order.buyer.guest), LATER, METADATA) == []
    with pytest.raises(Conflict):
        correct(order, Correction(details=Details(shipping_address=HOME, note="late")), LATER, METADATA)


def test_an_order_of_an_account_has_no_guest_to_correct() -> None:
    order = order_of(None, shipping=Shipping(method="standard", price_cents=0, tax_rate_bps=2000))
    with pytest.raises(Invalid) as error:
        correct(order, Correction(guest=BO), LATER, METADATA)
    assert error.value.errors[0].code == "not_a_guest"
