from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.values.money import allocate, credit, half_up, percentage, tax_on, tax_within

cents = st.integers(0, 10**12)
rates = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"), [(1, 2, 1), (1, 3, 0), (2, 3, 1), (3, 2, 2), (5, 2, 3)]
)
def test_halves_are_rounded_up(numerator: int, denominator: int, rounded: int) -> None:
    assert half_up(numerator, denominator) == rounded


@given(cents, rates)
def test_rounding_is_off_by_half_a_cent_at_most(amount: int, rate: int) -> None:
    assert abs(Fraction(amount * rate, 10_000) - percentage(amount, rate)) <= Fraction(1, 2)
    assert abs(Fraction(amount * rate, 10_000 + rate) - tax_within(amount, rate)) <= Fraction(1, 2)


def test_a_price_with_tax_contains_the_tax_on_its_net() -> None:
    assert tax_within(12_000, 2_000) == 2_000 == tax_on(10_000, 2_000)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=100).filter(any))
def test_an_allocation_sums_to_the_total_and_is_fair_to_a_cent(total: int, weights: list[int]) -> None:
    parts = allocate(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(abs(Fraction(total * w, whole) - p) < 1 for w, p in zip(weights, parts, strict=True))


def test_ties_are_resolved_for_the_first() -> None:
    assert allocate(1, [5, 5, 5]) == [1, 0, 0]
    assert allocate(0, [0, 0]) == [0, 0]
    with pytest.raises(ValueError, match="nothing"):
        allocate(1, [0])


@given(st.integers(0, 10**9), st.lists(st.integers(1, 50), min_size=1, max_size=20))
def test_any_sequence_of_credits_sums_to_the_line(total: int, units: list[int]) -> None:
    quantity, already, credited = sum(units), 0, 0
    for count in units:
        credited += credit(total, quantity=quantity, already=already, units=count)
        already += count
    assert credited == total
