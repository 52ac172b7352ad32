"""What the API document says of coupons and of fields that no model describes."""

from shared.infra.http.openapi.glossary import GlossaryEntry
from shared.infra.http.openapi.shared_fields import TIME

TAGS = {
    "coupons": "Discount codes.",
}

FIELDS = {
    "CouponIn.code": GlossaryEntry("The code that buyers enter.", "SPRING-10"),
    "CouponOut.code": GlossaryEntry("The code that buyers enter.", "SPRING-10", 32),
    "get_coupon.code": GlossaryEntry("The coupon's code.", "SPRING-10"),
    "change_coupon.code": GlossaryEntry("The coupon's code.", "SPRING-10"),
    "CouponOut.kind": GlossaryEntry("What the coupon takes off.", "percent", 32),
    "CouponIn.kind": GlossaryEntry(
        "What the coupon takes off; if omitted, it follows from `percent_bps` or `amount_cents`.", "percent"
    ),
    "CouponChangeIn.kind": GlossaryEntry(
        "What the coupon takes off; if omitted, it follows from `percent_bps` or `amount_cents`.", "percent"
    ),
    "percent_bps": GlossaryEntry("Discount in basis points; 1000 is 10 %.", 1000),
    "CouponOut.amount_cents": GlossaryEntry("Discount as an amount instead of a percentage.", None),
    "min_subtotal_cents": GlossaryEntry("Minimum subtotal of the order, before discount.", None),
    "max_discount_cents": GlossaryEntry("Maximum discount.", None),
    "starts_at": GlossaryEntry("Start of the validity, inclusive.", TIME),
    "ends_at": GlossaryEntry("End of the validity, exclusive.", None),
    "max_redemptions": GlossaryEntry("Maximum number of orders; null for no limit.", 500),
    "max_per_customer": GlossaryEntry("Maximum number of orders per customer; null for no limit.", 1),
    "redeemed": GlossaryEntry(
        "Orders that use the coupon; expired orders and orders cancelled before payment do not count.", 17
    ),
}
