"""Request models of coupons."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints, WithJsonSchema

from modules.promotions.domain.coupon import TERMS
from modules.promotions.domain.coupon_kinds import KINDS
from shared.infra.http.requests.described_patterns import described_pattern
from shared.infra.http.requests.fields import (
    InModel,
    Instant,
    PositiveCents,
    max_unstripped_length,
    optional_field,
)

_CODE = described_pattern(
    r"^[A-Z0-9_-]{3,32}$", "3 to 32 capital letters, digits, hyphens or underscores, like SPRING-10"
)
Code = Annotated[str, StringConstraints(max_length=32, pattern=_CODE)]
_PART = described_pattern(r"^ *[A-Za-z0-9_-]* *$", "letters, digits, hyphens or underscores")
CodePart = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=32, pattern=_PART), max_unstripped_length(32)
]
KindName = Annotated[str, StringConstraints(max_length=32), WithJsonSchema({"type": "string", "enum": list(KINDS)})]
"""The coupon itself refuses unknown ones."""

Percentage = Annotated[int, Field(ge=1, le=10_000)]
Times = Annotated[int, Field(ge=1, le=10**9)]


class CouponTermsIn(InModel):
    kind: KindName = optional_field(example="percent")
    percent_bps: Percentage | None = Field(None, examples=[1000], description="Discount in basis points: 1000 = 10 %.")
    amount_cents: PositiveCents | None = Field(None, description="Fixed discount; excludes `percent_bps`.")
    min_subtotal_cents: PositiveCents | None = Field(None, description="Minimum subtotal before the discount.")
    max_discount_cents: PositiveCents | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = Field(None, description="The coupon is invalid from this time on.")
    max_redemptions: Times | None = Field(None, description="Maximum number of orders; null: no limit.")
    max_per_customer: Times | None = Field(
        None,
        description="Maximum number of orders of one customer. An account and a guest with the same e-mail "
        "address count as one customer.",
    )


class CouponIn(CouponTermsIn):
    """A new coupon with its conditions and limits."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"code": "SPRING-10", "percent_bps": 1000, "max_per_customer": 1},
                {"code": "SHIP-FREE", "kind": "free_shipping", "min_subtotal_cents": 5000},
            ]
        }
    )

    code: Code = Field(examples=["SPRING-10"])
    active: bool = True


class CouponChangeIn(CouponTermsIn):
    """A JSON merge patch (RFC 7396): omitted members stay unchanged, `null` removes optional ones."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"max_redemptions": 500, "active": True}]})

    active: bool = optional_field()


def terms_of(body: CouponTermsIn) -> dict[str, Any]:
    """The terms that the request contains."""
    return {name: getattr(body, name) for name in TERMS if name in body.model_fields_set}
