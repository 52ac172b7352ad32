"""A coupon: its discount and the conditions for redeeming it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from modules.orders.domain.order.buyer import Buyer
from modules.orders.domain.order.errors import coupon_exhausted, coupon_invalid, coupon_min_spend
from shared.kernel.email import canonical
from shared.kernel.errors import FieldError, Invalid, VersionMismatch
from shared.kernel.money import BPS, percentage

CODE = r"[A-Z0-9_-]{3,32}"
TERMS = (
    "percent_bps",
    "amount_cents",
    "min_subtotal_cents",
    "max_discount_cents",
    "starts_at",
    "ends_at",
    "max_redemptions",
    "max_per_customer",
    "active",
)
"""The fields that the shop can set and change."""

MAX_UNPAID_LISTED = 5

VisibilityCheck: TypeAlias = Callable[[int, Buyer], bool]


def _sees_none(order_id: int, buyer: Buyer) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class CouponHolder:
    """The customer who redeems a coupon. Redemptions are counted by `name` (`customer:7`, `guest:` and the canonical
    e-mail address) and by canonical `email`, so that an account and a guest with the same address count as one
    customer. Both are None if the request names no buyer. Anonymous callers are not told that a coupon is exhausted.
    `can_see` says whether the caller may see an order, by its id and buyer.
    """

    name: str | None
    email: str | None = None
    is_anonymous: bool = False
    can_see: VisibilityCheck = field(default=_sees_none, compare=False)

    @classmethod
    def of(cls, buyer: Buyer, email: str | None = None, sees: VisibilityCheck = _sees_none) -> "CouponHolder":
        """`email`: the address of a customer's account."""
        if buyer.guest is not None:
            address = canonical(buyer.guest.email)
            return cls(f"guest:{address}", address, can_see=sees)
        return cls(f"customer:{buyer.customer_id}", canonical(email) if email else None, can_see=sees)

    def is_same(self, other: "CouponHolder") -> bool:
        """Whether both count as one customer."""
        return self.name == other.name or (self.email is not None and self.email == other.email)


class CouponUsage(NamedTuple):
    """The number of orders that hold a customer's redemptions. `unpaid` lists the newest unpaid ones, at most
    `MAX_UNPAID_LISTED`, with their buyers; a buyer's guest data may be omitted.
    """

    orders: int = 0
    unpaid: Sequence[tuple[int, Buyer]] = ()

    def visible_unpaid_order(self, sees: VisibilityCheck) -> int | None:
        """The newest unpaid order that the caller may see."""
        return next((order_id for order_id, buyer in self.unpaid if sees(order_id, buyer)), None)


@dataclass(frozen=True, slots=True)
class Coupon:
    """Discounts an order by `percent_bps` basis points or `amount_cents`, at most `max_discount_cents`.

    It is valid from `starts_at` until before `ends_at`, for `max_redemptions` orders, `max_per_customer` of one
    customer, and for subtotals of at least `min_subtotal_cents`. None means no limit. `redeemed` counts the orders that
    hold it; `version` counts every change including redemptions.
    """

    code: str
    percent_bps: int | None
    amount_cents: int | None
    min_subtotal_cents: int | None
    max_discount_cents: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    max_redemptions: int | None
    max_per_customer: int | None
    active: bool
    redeemed: int
    version: int
    created_at: datetime
    updated_at: datetime

    def __post_init__(self) -> None:
        errors = list(self._errors())
        if errors:
            raise Invalid(errors)

    def _errors(self) -> Iterator[FieldError]:
        if not re.fullmatch(CODE, self.code):
            yield FieldError("/code", "pattern", "A code is 3 to 32 capitals, digits, hyphens and underscores.")
        if (self.percent_bps is None) == (self.amount_cents is None):
            pointer = "/percent_bps" if self.percent_bps is None else "/amount_cents"
            yield FieldError(pointer, "one_kind", "A coupon has either percent_bps or amount_cents.")
        if self.percent_bps is not None and not 0 < self.percent_bps <= BPS:
            yield FieldError("/percent_bps", "out_of_range", f"A percentage has 1 to {BPS} basis points.")
        if self.starts_at is not None and self.ends_at is not None and self.ends_at <= self.starts_at:
            yield FieldError("/ends_at", "out_of_range", "A coupon ends after it starts.")
        if self.max_redemptions is not None and self.max_redemptions < self.redeemed:
            message = f"The coupon is redeemed {self.redeemed} times already."
            yield FieldError("/max_redemptions", "below_redeemed", message)
        for name in ("amount_cents", "max_discount_cents", "max_redemptions", "max_per_customer"):
            value = getattr(self, name)
            if value is not None and value < 1:
                yield FieldError(f"/{name}", "out_of_range", "At least 1 is expected.")

    def change(self, terms: Mapping[str, Any], now: datetime, version: int | None = None) -> "Coupon":
        """Return the coupon with changed terms, or itself if nothing differs. Raises VersionMismatch, Invalid."""
        if version is not None and version != self.version:
            raise VersionMismatch(self.version)
        changed = replace(self, **terms)
        return self if changed == self else replace(changed, version=self.version + 1, updated_at=now)

    def redeem(self, redeemer: CouponHolder, before: CouponUsage, subtotal_cents: int, now: datetime) -> "Coupon":
        """Return the coupon with one more redemption. `before` is the holder's usage so far.

        Raises Invalid `coupon_invalid` and `coupon_min_spend`, Conflict `coupon_exhausted`.
        """
        if not self._is_valid_at(now):
            raise coupon_invalid()
        if self._is_exhausted(before.orders):
            raise (
                coupon_invalid()
                if redeemer.is_anonymous
                else coupon_exhausted(before.visible_unpaid_order(redeemer.can_see))
            )
        if self.min_subtotal_cents is not None and subtotal_cents < self.min_subtotal_cents:
            raise coupon_min_spend(self.min_subtotal_cents)
        return replace(self, redeemed=self.redeemed + 1, version=self.version + 1, updated_at=now)

    def discount_cents(self, subtotal_cents: int) -> int:
        """The discount on a subtotal, at most the subtotal."""
        if self.percent_bps is not None:
            discount = percentage(subtotal_cents, self.percent_bps)
        else:
            discount = min(self.amount_cents or 0, subtotal_cents)
        return discount if self.max_discount_cents is None else min(discount, self.max_discount_cents)

    def _is_valid_at(self, now: datetime) -> bool:
        started = self.starts_at is None or self.starts_at <= now
        return self.active and started and (self.ends_at is None or now < self.ends_at)

    def _is_exhausted(self, before: int) -> bool:
        of_all = self.max_redemptions is not None and self.redeemed >= self.max_redemptions
        return of_all or (self.max_per_customer is not None and before >= self.max_per_customer)
