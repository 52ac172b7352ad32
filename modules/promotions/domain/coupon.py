"""A coupon: its discount and the conditions for redeeming it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from modules.promotions.domain.coupon_kinds import KINDS, VALUE_TERMS, DiscountTerms, implied_kind
from modules.promotions.domain.customer import CouponHolder, CouponUsage
from modules.promotions.domain.errors import Exhausted, coupon_invalid, coupon_min_spend
from shared.kernel.errors import FieldError, Invalid, VersionMismatch
from shared.kernel.values.known_values import unknown_value_message

CODE = r"[A-Z0-9_-]{3,32}"
TERMS = (
    "kind",
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


@dataclass(frozen=True, slots=True)
class Coupon:
    """Discounts an order as its kind says, at most by `max_discount_cents`.

    It is valid from `starts_at` until before `ends_at`, for `max_redemptions` orders, `max_per_customer` of one
    customer, and for subtotals of at least `min_subtotal_cents`. None means no limit. `redeemed` counts the orders that
    hold it; `version` counts every change including redemptions.
    """

    code: str
    kind: str
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
        if self.kind in KINDS:
            yield from KINDS[self.kind].errors(self.discount_terms)
        elif self.kind:
            yield FieldError("/kind", "unknown_kind", unknown_value_message("kind", self.kind, list(KINDS)))
        else:
            pointer = "/percent_bps" if self.percent_bps is None else "/amount_cents"
            yield FieldError(pointer, "one_kind", "A coupon has a percentage, an amount, or a kind without a value.")
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
        changed = replace(self, **{**terms, "kind": _kind(terms, self)})
        return self if changed == self else replace(changed, version=self.version + 1, updated_at=now)

    def redeem(self, holder: CouponHolder, before: CouponUsage, subtotal_cents: int, now: datetime) -> "Coupon":
        """Return the coupon with one more redemption. `before` is the holder's usage so far.

        Raises Invalid `coupon_invalid` and `coupon_min_spend`, Exhausted.
        """
        if not self._is_valid_at(now):
            raise coupon_invalid()
        if self._is_exhausted(before.orders):
            raise coupon_invalid() if holder.is_anonymous else Exhausted(before.unpaid_order_ids)
        if self.min_subtotal_cents is not None and subtotal_cents < self.min_subtotal_cents:
            raise coupon_min_spend(self.min_subtotal_cents)
        return replace(self, redeemed=self.redeemed + 1, version=self.version + 1, updated_at=now)

    @property
    def discount_terms(self) -> DiscountTerms:
        return DiscountTerms(
            kind=self.kind,
            percent_bps=self.percent_bps,
            amount_cents=self.amount_cents,
            max_discount_cents=self.max_discount_cents,
        )

    def _is_valid_at(self, now: datetime) -> bool:
        started = self.starts_at is None or self.starts_at <= now
        return self.active and started and (self.ends_at is None or now < self.ends_at)

    def _is_exhausted(self, before: int) -> bool:
        of_all = self.max_redemptions is not None and self.redeemed >= self.max_redemptions
        return of_all or (self.max_per_customer is not None and before >= self.max_per_customer)


def new_coupon(code: str, terms: Mapping[str, Any], now: datetime) -> Coupon:
    """A coupon with these terms; omitted ones set no limit. Raises Invalid."""
    all_terms = {**dict.fromkeys(TERMS), "active": True, **terms, "kind": _kind(terms, None)}
    return Coupon(code, **all_terms, redeemed=0, version=1, created_at=now, updated_at=now)


def _kind(terms: Mapping[str, Any], before: Coupon | None) -> str:
    """The kind that the terms name; otherwise the one whose value is set after the change. Empty if that is none."""
    if terms.get("kind") is not None:
        return str(terms["kind"])
    if before is not None and not terms.keys() & VALUE_TERMS:
        return before.kind
    values: dict[str, object] = {name: terms.get(name, getattr(before, name, None)) for name in VALUE_TERMS}
    without_value = before is not None and before.kind in KINDS and KINDS[before.kind].value_term is None
    if before is not None and without_value and not any(values.values()):
        return before.kind
    return implied_kind(values)
