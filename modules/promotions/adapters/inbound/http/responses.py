"""Response model of coupons."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, WithJsonSchema

from modules.promotions.domain.coupon import Coupon
from modules.promotions.domain.coupon_kinds import KINDS
from shared.infra.http.requests.fields import OutModel


class CouponOut(OutModel):
    """A coupon with the number of its redemptions."""

    code: str
    kind: Annotated[str, WithJsonSchema({"type": "string", "enum": list(KINDS)})]
    percent_bps: int | None
    amount_cents: int | None
    min_subtotal_cents: int | None
    max_discount_cents: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    max_redemptions: int | None
    max_per_customer: int | None
    active: bool
    redeemed: int = Field(
        description="Number of orders that use the coupon, without expired orders and orders cancelled before payment."
    )
    version: int
    created_at: datetime
    updated_at: datetime


def coupon_out(coupon: Coupon) -> CouponOut:
    return CouponOut(
        code=coupon.code,
        kind=coupon.kind,
        percent_bps=coupon.percent_bps,
        amount_cents=coupon.amount_cents,
        min_subtotal_cents=coupon.min_subtotal_cents,
        max_discount_cents=coupon.max_discount_cents,
        starts_at=coupon.starts_at,
        ends_at=coupon.ends_at,
        max_redemptions=coupon.max_redemptions,
        max_per_customer=coupon.max_per_customer,
        active=coupon.active,
        redeemed=coupon.redeemed,
        version=coupon.version,
        created_at=coupon.created_at,
        updated_at=coupon.updated_at,
    )
