"""Coupon builders."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from modules.promotions.application.create_coupon import CreateCoupon, CreateCouponCommand
from modules.promotions.domain.coupon import Coupon, new_coupon
from shared.kernel.events import EventMetadata
from shared.kernel.principal import SYSTEM

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
METADATA = EventMetadata("user:2", "r-1")


def coupon(code: str = "SPRING", *, redeemed: int = 0, **terms: Any) -> Coupon:
    """Ten percent off by default."""
    limits = {name: terms.pop(name) for name in ("max_redemptions",) if name in terms}
    made = replace(new_coupon(code, _ten_percent(terms), NOW), redeemed=redeemed)
    return replace(made, **limits)


async def issue(begin: Any, code: str = "SPRING", **terms: Any) -> Coupon:
    """Create and store a coupon."""
    command = CreateCouponCommand(principal=SYSTEM, metadata=METADATA, code=code, terms=_ten_percent(terms))
    return await CreateCoupon(begin)(command)


def _ten_percent(terms: Mapping[str, Any]) -> Mapping[str, Any]:
    """The terms, with ten percent off unless they say otherwise."""
    return terms if terms.keys() & {"kind", "percent_bps", "amount_cents"} else {**terms, "percent_bps": 1000}
