"""Coupon builders."""

from datetime import UTC, datetime
from typing import Any

from modules.promotions.application.create_coupon import CreateCoupon, CreateCouponCommand
from modules.promotions.domain.coupon import TERMS, Coupon
from shared.kernel.events import EventMetadata
from shared.kernel.principal import SYSTEM

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
METADATA = EventMetadata("user:2", "r-1")


def coupon(code: str = "SPRING", *, redeemed: int = 0, **terms: Any) -> Coupon:
    """Ten percent off by default."""
    if "amount_cents" not in terms:
        terms.setdefault("percent_bps", 1000)
    given = {**dict.fromkeys(TERMS), "active": True, **terms}
    return Coupon(code, **given, redeemed=redeemed, version=1, created_at=NOW, updated_at=NOW)


async def issue(begin: Any, code: str = "SPRING", **terms: Any) -> Coupon:
    """Create and store a coupon."""
    if "amount_cents" not in terms:
        terms.setdefault("percent_bps", 1000)
    return await CreateCoupon(begin)(CreateCouponCommand(principal=SYSTEM, metadata=METADATA, code=code, terms=terms))
