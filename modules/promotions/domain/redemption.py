"""Redemption of coupons by several orders in sequence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from modules.orders.domain.order.errors import coupon_invalid
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.status import Status
from modules.promotions.domain.coupon import Coupon, CouponHolder, CouponUsage


class RedemptionState(StrEnum):
    """`reserved` while the order is unpaid, `consumed` once it is confirmed. If the order ends before that, the
    redemption is `released` and no longer counts.
    """

    RESERVED = "reserved"
    CONSUMED = "consumed"
    RELEASED = "released"

    @classmethod
    def of_new(cls, order: Order) -> "RedemptionState":
        return cls.RESERVED if order.status is Status.PENDING_PAYMENT else cls.CONSUMED


@dataclass(frozen=True, slots=True)
class RedemptionRequest:
    """A coupon code and the customer who redeems it."""

    code: str
    redeemer: CouponHolder


class RedemptionCounter:
    """Counts redemptions in memory. For orders, the repository holds the coupons' locks; a quote discards the counts.

    `uses` holds active redemptions by code and holder's name; holders without redemptions may be omitted.
    """

    def __init__(self, coupons: Mapping[str, Coupon], uses: Mapping[tuple[str, str], CouponUsage]) -> None:
        self._before = coupons
        self._coupons = dict(coupons)
        self._uses = uses
        self._redeemed: dict[int, RedemptionRequest] = {}

    def redeem(self, now: datetime, order_id: int, wanted: RedemptionRequest, subtotal_cents: int) -> int:
        """Count the order's redemption and return its discount in cents. Raises as `Coupon.redeem` does."""
        coupon = self._coupons.get(wanted.code)
        if coupon is None:
            raise coupon_invalid()
        self._coupons[wanted.code] = coupon.redeem(wanted.redeemer, self.uses(wanted), subtotal_cents, now)
        self._redeemed[order_id] = wanted
        return coupon.discount_cents(subtotal_cents)

    def revert(self, order_id: int) -> None:
        """Revert the redemption of an order that is not placed after all."""
        given = self._redeemed.pop(order_id, None)
        if given is not None:
            coupon = self._coupons[given.code]
            self._coupons[given.code] = replace(coupon, redeemed=coupon.redeemed - 1)

    def uses(self, wanted: RedemptionRequest) -> CouponUsage:
        """The holder's usage of the coupon, including redemptions just counted."""
        kept = self._uses.get((wanted.code, wanted.redeemer.name or ""), CouponUsage())
        new = sum(
            each.code == wanted.code and each.redeemer.is_same(wanted.redeemer) for each in self._redeemed.values()
        )
        return kept._replace(orders=kept.orders + new)

    def redeemer_of(self, order_id: int) -> CouponHolder:
        """Raises KeyError."""
        return self._redeemed[order_id].redeemer

    @property
    def changed_coupons(self) -> Sequence[Coupon]:
        """The coupons with additional redemptions."""
        return [coupon for code, coupon in self._coupons.items() if coupon.redeemed != self._before[code].redeemed]
