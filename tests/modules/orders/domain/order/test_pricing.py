from dataclasses import asdict
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.orders.domain.order.offer import RequestedLine
from modules.orders.domain.order.pricing import Basket, Discount, Shipping, price
from shared.kernel.errors import Invalid
from tests.modules.orders.in_memory.other_modules import FakeOffer

LINES = st.lists(
    st.tuples(st.integers(0, 10**7), st.integers(1, 10_000), st.integers(0, 10_000)), min_size=1, max_size=8
)
SHIPPING = st.tuples(st.integers(0, 10_000), st.integers(0, 10_000))


def basket(
    lines: list[tuple[int, int, int]],
    shipping: tuple[int, int] = (0, 0),
    discount: int = 0,
    *,
    shipping_discount: int = 0,
    inclusive: bool = True,
) -> Basket:
    """Lines of (unit price, quantity, tax rate)."""
    offers = [FakeOffer(f"SKU{n}", price_cents=cents) for n, (cents, _, _) in enumerate(lines)]
    wanted = [RequestedLine(offer.sku, quantity) for offer, (_, quantity, _) in zip(offers, lines, strict=True)]
    rates = [rate for _, _, rate in lines]
    taken_off = Discount(discount, shipping_discount)
    chosen = Shipping(method="standard", price_cents=shipping[0], tax_rate_bps=shipping[1])
    return price(wanted, offers, rates, shipping=chosen, discount=taken_off, prices_include_tax=inclusive)


def test_prices_that_include_tax() -> None:
    made = basket([(255, 6, 2000), (1999, 1, 500)], (599, 2000))
    assert [(line.subtotal_cents, line.tax_cents, line.total_cents) for line in made.lines] == [
        (1530, 255, 1530),
        (1999, 95, 1999),
    ]
    totals = made.totals
    assert (totals.shipping_tax_cents, totals.tax_cents, totals.total_cents) == (100, 450, 4128)


def test_prices_before_tax() -> None:
    made = basket([(255, 6, 2000), (1999, 1, 500)], (599, 2000), inclusive=False)
    assert [(line.tax_cents, line.total_cents) for line in made.lines] == [(306, 1836), (100, 2099)]
    totals = made.totals
    assert (totals.shipping_tax_cents, totals.tax_cents, totals.total_cents) == (120, 526, 4654)


def test_a_discount_is_allocated_to_the_lines_before_tax() -> None:
    made = basket([(100, 1, 2000), (100, 1, 2000), (100, 1, 2000)], discount=100)
    assert [line.discount_cents for line in made.lines] == [34, 33, 33]
    assert made.totals.total_cents == 200


def test_shipping_that_a_coupon_pays_costs_nothing_and_has_no_tax() -> None:
    made = basket([(255, 6, 2000)], (599, 2000), shipping_discount=599, inclusive=False)
    assert (made.totals.shipping_cents, made.totals.shipping_tax_cents, made.shipping.discount_cents) == (0, 0, 599)
    assert made.totals.total_cents == sum(line.total_cents for line in made.lines) == 1836


def test_another_discount_replaces_the_one_before() -> None:
    shipping = Shipping(method="standard", price_cents=599, tax_rate_bps=2000).discounted(599)
    assert shipping == Shipping(method="standard", price_cents=0, tax_rate_bps=2000, discount_cents=599)
    assert shipping.discounted(100) == Shipping(
        method="standard", price_cents=499, tax_rate_bps=2000, discount_cents=100
    )
    assert shipping.discounted(0) == Shipping(method="standard", price_cents=599, tax_rate_bps=2000)


@given(LINES, SHIPPING, st.integers(0, 10_000), st.integers(0, 10_000), st.booleans())
def test_an_order_is_the_sum_of_its_lines(
    lines: list[tuple[int, int, int]], shipping: tuple[int, int], share: int, shipping_share: int, inclusive: bool
) -> None:
    whole = sum(cents * quantity for cents, quantity, _ in lines)
    off = shipping[0] * shipping_share // 10_000
    made = basket(lines, shipping, whole * share // 10_000, shipping_discount=off, inclusive=inclusive)
    assert made.totals.shipping_cents == made.shipping.price_cents == shipping[0] - off >= 0
    assert made.totals.total_cents >= 0
    totals = made.totals
    assert totals.subtotal_cents == sum(line.subtotal_cents for line in made.lines) == whole
    assert totals.discount_cents == sum(line.discount_cents for line in made.lines)
    assert totals.tax_cents == sum(line.tax_cents for line in made.lines) + totals.shipping_tax_cents
    shipping_total = totals.shipping_cents + (0 if inclusive else totals.shipping_tax_cents)
    assert totals.total_cents == sum(line.total_cents for line in made.lines) + shipping_total
    assert all(0 <= line.discount_cents <= line.subtotal_cents for line in made.lines)


@given(st.lists(st.tuples(st.integers(0, 10**5), st.integers(1, 100), st.integers(0, 10_000)), min_size=1, max_size=4))
def test_the_order_of_lines_changes_no_total(lines: list[tuple[int, int, int]]) -> None:
    totals = {tuple(asdict(basket(list(way)).totals).values()) for way in permutations(lines)}
    assert len(totals) == 1


def test_a_total_beyond_exact_json_numbers_is_rejected() -> None:
    with pytest.raises(Invalid):
        basket([(10**11, 100_000, 0)])
