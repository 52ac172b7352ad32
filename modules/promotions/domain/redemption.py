"""Redemption of coupons by several orders in sequence."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from modules.promotions.domain.coupon import Coupon
from modules.promotions.domain.coupon_kinds import Amounts, Discount, DiscountTerms
from modules.promotions.domain.customer import CouponHolder, CouponUsage
from modules.promotions.domain.errors import coupon_invalid


class RedemptionState(StrEnum):
    """`reserved` while the order is unpaid, `consumed` once it is confirmed. If the order ends before that, the
    redemption is `released` and no longer counts.
    """

    RESERVED = "reserved"
    CONSUMED = "consumed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class RedemptionRequest:
    """A coupon code and the customer who redeems it."""

    code: str
    holder: CouponHolder


@dataclass(frozen=True, slots=True)
class Redemption:
    """The use of a coupon by one order."""

    order_id: int
    code: str
    holder: CouponHolder
    state: RedemptionState
    terms: DiscountTerms
    discount: Discount


class RedemptionCounter:
    """Counts redemptions in memory. For orders, the repository holds the coupons' locks; a quote discards the counts.

    `usage` holds active redemptions by code and holder's name; holders without redemptions may be omitted.
    """

    def __init__(self, coupons: Mapping[str, Coupon], usage: Mapping[tuple[str, str], CouponUsage]) -> None:
        self._before = coupons
        self._coupons = dict(coupons)
        self._usage = usage
        self._redeemed: dict[int, tuple[RedemptionRequest, Discount]] = {}

    def redeem(self, now: datetime, order_id: int, request: RedemptionRequest, amounts: Amounts) -> Discount:
        """Count the order's redemption and return its discount. Raises as `Coupon.redeem` does."""
        coupon = self._coupons.get(request.code)
        if coupon is None:
            raise coupon_invalid()
        self._coupons[request.code] = coupon.redeem(request.holder, self.usage_of(request), amounts.subtotal_cents, now)
        discount = coupon.discount_terms.discount(amounts)
        self._redeemed[order_id] = request, discount
        return discount

    def revert(self, order_id: int) -> None:
        """Revert the redemption of an order that is not placed after all."""
        redeemed = self._redeemed.pop(order_id, None)
        if redeemed is not None:
            coupon = self._coupons[redeemed[0].code]
            self._coupons[coupon.code] = replace(coupon, redeemed=coupon.redeemed - 1)

    def usage_of(self, request: RedemptionRequest) -> CouponUsage:
        """The holder's usage of the coupon, including redemptions just counted."""
        stored = self._usage.get((request.code, request.holder.name or ""), CouponUsage())
        new = sum(
            each.code == request.code and each.holder.is_same(request.holder) for each, _ in self._redeemed.values()
        )
        return stored._replace(orders=stored.orders + new)

    def redemptions(self, order_ids: Iterable[int], confirmed: Collection[int]) -> Sequence[Redemption]:
        """The redemptions of those of the orders that redeem a coupon. `confirmed` orders consume theirs at once."""
        return [
            Redemption(
                order_id,
                request.code,
                request.holder,
                RedemptionState.CONSUMED if order_id in confirmed else RedemptionState.RESERVED,
                self._coupons[request.code].discount_terms,
                discount,
            )
            for order_id in order_ids
            if order_id in self._redeemed
            for request, discount in [self._redeemed[order_id]]
        ]

    @property
    def changed_coupons(self) -> Sequence[Coupon]:
        """The coupons with additional redemptions."""
        return [coupon for code, coupon in self._coupons.items() if coupon.redeemed != self._before[code].redeemed]
