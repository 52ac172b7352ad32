from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.promotions.domain.coupon_kinds import Amounts
from modules.promotions.domain.customer import CouponHolder, CouponUsage
from modules.promotions.domain.errors import Exhausted
from modules.promotions.domain.redemption import RedemptionCounter, RedemptionRequest
from shared.kernel.errors import DomainError, Invalid, VersionMismatch
from shared.kernel.values.money import half_up
from tests.modules.promotions.coupons import NOW, coupon

ADA = CouponHolder("customer:7")
STRANGER = CouponHolder(None, is_anonymous=True)
HOUR = timedelta(hours=1)


def refused(
    redeemer: CouponHolder = ADA, before: int = 0, subtotal: int = 1000, redeemed: int = 0, **terms: Any
) -> str:
    with pytest.raises(DomainError) as error:
        coupon(redeemed=redeemed, **terms).redeem(redeemer, CouponUsage(before), subtotal, NOW)
    return error.value.code


@pytest.mark.parametrize(
    ("terms", "subtotal", "discount"),
    [
        ({"percent_bps": 1000}, 1005, 101),
        ({"percent_bps": 1000}, 1004, 100),
        ({"percent_bps": 10_000}, 1005, 1005),
        ({"amount_cents": 500}, 1005, 500),
        ({"amount_cents": 500}, 499, 499),
        ({"amount_cents": 500}, 0, 0),
        ({"percent_bps": 5000, "max_discount_cents": 300}, 1000, 300),
        ({"amount_cents": 500, "max_discount_cents": 300}, 1000, 300),
        ({"percent_bps": 5000, "max_discount_cents": 300}, 100, 50),
    ],
)
def test_the_discount_of_a_coupon(terms: dict[str, Any], subtotal: int, discount: int) -> None:
    assert coupon(**terms).discount_terms.discount(Amounts(subtotal, 599)) == (discount, 0)


@given(st.integers(0, 10**12), st.integers(1, 10_000), st.none() | st.integers(1, 10**6))
def test_a_percentage_is_half_up_capped_and_never_more_than_the_subtotal(
    subtotal: int, bps: int, most: int | None
) -> None:
    discount, _ = coupon(percent_bps=bps, max_discount_cents=most).discount_terms.discount(Amounts(subtotal, 0))
    assert discount == min(half_up(subtotal * bps, 10_000), subtotal if most is None else most)
    assert 0 <= discount <= subtotal


def test_a_coupon_is_valid_from_its_start_until_before_its_end() -> None:
    assert coupon(starts_at=NOW, ends_at=NOW + HOUR).redeem(ADA, CouponUsage(0), 1000, NOW).redeemed == 1
    assert refused(starts_at=NOW + HOUR) == "coupon_invalid"
    assert refused(starts_at=NOW - HOUR, ends_at=NOW) == "coupon_invalid"
    assert refused(active=False) == "coupon_invalid"


def test_total_and_per_customer_limits_apply() -> None:
    assert (
        coupon(redeemed=4, max_redemptions=5, max_per_customer=2).redeem(ADA, CouponUsage(1), 1000, NOW).redeemed == 5
    )
    assert refused(redeemed=5, max_redemptions=5) == "coupon_exhausted"
    assert refused(before=2, max_per_customer=2) == "coupon_exhausted"


def test_an_exhausted_coupon_looks_invalid_to_anonymous_callers() -> None:
    assert refused(STRANGER, redeemed=5, max_redemptions=5) == "coupon_invalid"
    # Were the minimum looked at first, an order too small would tell that the coupon exists.
    assert refused(STRANGER, redeemed=5, max_redemptions=5, min_subtotal_cents=2000) == "coupon_invalid"


def test_the_minimum_applies_to_the_undiscounted_items() -> None:
    assert coupon(min_subtotal_cents=1000).redeem(ADA, CouponUsage(0), 1000, NOW).redeemed == 1
    assert refused(subtotal=999, min_subtotal_cents=1000) == "coupon_min_spend"


def test_guests_are_counted_by_their_normalized_address() -> None:
    spelled = ["Bo@Example.com", "bo@example.COM", " \uff42o@example.com "]
    assert {CouponHolder.of(None, email).name for email in spelled} == {"guest:bo@example.com"}
    assert CouponHolder.of(7, None).name == "customer:7"
    assert CouponHolder.of(None, None).name is None


def test_an_exhausted_coupon_reports_unpaid_orders_of_its_holder() -> None:
    with pytest.raises(Exhausted) as exhausted:
        coupon(max_per_customer=1).redeem(ADA, CouponUsage(2, [9, 4]), 1000, NOW)
    assert exhausted.value.unpaid_order_ids == [9, 4]


@pytest.mark.parametrize(
    ("terms", "pointer"),
    [
        ({"percent_bps": 1000, "amount_cents": 100}, "/amount_cents"),
        ({"percent_bps": None}, "/percent_bps"),
        ({"percent_bps": 10_001}, "/percent_bps"),
        ({"amount_cents": 0}, "/amount_cents"),
        ({"max_redemptions": 0}, "/max_redemptions"),
        ({"starts_at": NOW, "ends_at": NOW}, "/ends_at"),
        ({"redeemed": 3, "max_redemptions": 2}, "/max_redemptions"),
        ({"code": "ab"}, "/code"),
        ({"code": "SPRING!"}, "/code"),
    ],
)
def test_invalid_terms_are_reported_by_pointer(terms: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as invalid:
        coupon(**terms)
    assert invalid.value.errors[0].pointer == pointer


def test_an_empty_change_keeps_the_version() -> None:
    known = coupon(redeemed=3)
    assert known.change({"percent_bps": 1000}, NOW, 1) is known
    changed = known.change({"percent_bps": None, "amount_cents": 5}, NOW + HOUR, 1)
    assert (changed.version, changed.updated_at, changed.redeemed) == (2, NOW + HOUR, 3)
    with pytest.raises(VersionMismatch):
        known.change({"active": False}, NOW, 2)


def test_redemptions_in_a_batch_count_against_the_limits() -> None:
    bo = CouponHolder("customer:8")
    coupons = RedemptionCounter(
        {"SPRING": coupon(max_redemptions=3, max_per_customer=2)}, {("SPRING", "customer:7"): CouponUsage(1)}
    )

    def redeem(order_id: int, redeemer: CouponHolder, code: str = "SPRING") -> str | int:
        try:
            return coupons.redeem(NOW, order_id, RedemptionRequest(code, redeemer), Amounts(1000, 0)).items_cents
        except DomainError as error:
            return error.code

    assert [redeem(1, ADA), redeem(2, ADA), redeem(3, bo)] == [100, "coupon_exhausted", 100]
    coupons.revert(1)
    coupons.revert(1)
    coupons.revert(2)
    assert [redeem(4, ADA), redeem(5, bo), redeem(6, bo)] == [100, 100, "coupon_exhausted"]
    assert redeem(7, ADA, "AUTUMN") == "coupon_invalid"
    assert [(changed.code, changed.redeemed) for changed in coupons.changed_coupons] == [("SPRING", 3)]


def test_a_coupon_whose_redemptions_are_all_reverted_has_not_changed() -> None:
    coupons = RedemptionCounter({"SPRING": coupon()}, {})
    coupons.redeem(NOW, 1, RedemptionRequest("SPRING", ADA), Amounts(1000, 0))
    coupons.revert(1)
    assert not coupons.changed_coupons
