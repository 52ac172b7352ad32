"""Every kind of coupon, also one that is added later, keeps the totals of orders right."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.promotions.domain.coupon import new_coupon
from modules.promotions.domain.coupon_kinds import KINDS, VALUE_TERMS, Amounts, Discount, DiscountTerms
from shared.kernel.errors import Invalid
from tests.modules.promotions.coupons import NOW, coupon

VALUES = {"percent_bps": st.integers(1, 10_000), "amount_cents": st.integers(1, 10**9)}
PRICES = st.builds(Amounts, st.integers(0, 10**9), st.integers(0, 10**6))


def terms_of(kind: str) -> st.SearchStrategy[DiscountTerms]:
    values = {term: VALUES[term] for term, owner in VALUE_TERMS.items() if owner == kind}
    return st.builds(DiscountTerms, kind=st.just(kind), max_discount_cents=st.none() | st.integers(1, 10**7), **values)


@given(st.sampled_from(sorted(KINDS)).flatmap(terms_of), PRICES)
def test_a_discount_is_never_negative_and_never_more_than_the_prices_and_the_maximum(
    terms: DiscountTerms, amounts: Amounts
) -> None:
    discount = terms.discount(amounts)
    assert 0 <= discount.items_cents <= amounts.subtotal_cents
    assert 0 <= discount.shipping_cents <= amounts.shipping_cents
    assert terms.max_discount_cents is None or sum(discount) <= terms.max_discount_cents


@pytest.mark.parametrize(
    ("terms", "discount"),
    [
        ({"percent_bps": 1000}, Discount(100, 0)),
        ({"amount_cents": 250}, Discount(250, 0)),
        ({"kind": "free_shipping"}, Discount(0, 599)),
        ({"kind": "free_shipping", "max_discount_cents": 500}, Discount(0, 500)),
    ],
)
def test_the_discount_of_each_kind(terms: dict[str, Any], discount: Discount) -> None:
    assert coupon(**terms).discount_terms.discount(Amounts(1000, 599)) == discount


@pytest.mark.parametrize(
    ("terms", "kind"),
    [
        ({"percent_bps": 1000}, "percent"),
        ({"amount_cents": 250}, "amount"),
        ({"kind": "percent", "percent_bps": 1000, "amount_cents": None}, "percent"),
        ({"kind": "free_shipping"}, "free_shipping"),
    ],
)
def test_the_kind_follows_from_the_value_or_is_named(terms: dict[str, Any], kind: str) -> None:
    assert new_coupon("SPRING", terms, NOW).kind == kind


@pytest.mark.parametrize(
    ("terms", "pointer", "code"),
    [
        ({}, "/percent_bps", "one_kind"),
        ({"percent_bps": 1000, "amount_cents": 100}, "/amount_cents", "one_kind"),
        ({"kind": "percent"}, "/percent_bps", "required"),
        ({"kind": "percent", "percent_bps": 1000, "amount_cents": 1}, "/amount_cents", "one_kind"),
        ({"kind": "free_shipping", "amount_cents": 1}, "/amount_cents", "one_kind"),
        ({"kind": "free_shpping"}, "/kind", "unknown_kind"),
    ],
)
def test_values_of_other_kinds_are_rejected(terms: dict[str, Any], pointer: str, code: str) -> None:
    with pytest.raises(Invalid) as invalid:
        new_coupon("SPRING", terms, NOW)
    assert [(error.pointer, error.code) for error in invalid.value.errors] == [(pointer, code)]


def test_a_change_of_the_value_changes_the_kind() -> None:
    percent = coupon(percent_bps=1000)
    assert percent.change({"percent_bps": None, "amount_cents": 5}, NOW).kind == "amount"
    assert percent.change({"active": False}, NOW).kind == "percent"
    free = percent.change({"kind": "free_shipping", "percent_bps": None}, NOW)
    assert (free.kind, free.percent_bps) == ("free_shipping", None)
    assert free.change({"percent_bps": None}, NOW) is free
    assert free.change({"max_redemptions": 5}, NOW).kind == "free_shipping"
    assert free.change({"amount_cents": 5}, NOW).kind == "amount"
    for terms in ({"kind": "free_shipping"}, {"percent_bps": None}, {"amount_cents": 5}):
        with pytest.raises(Invalid):
            percent.change(terms, NOW)
