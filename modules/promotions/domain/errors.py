"""The errors of the promotions module."""

from collections.abc import Sequence

from shared.kernel.errors import Conflict, Invalid


class Exhausted(Conflict):
    """The coupon has no redemptions left, for all or for this customer.

    `unpaid_order_ids`: the customer's newest unpaid orders that hold redemptions.
    """

    def __init__(self, unpaid_order_ids: Sequence[int] = ()) -> None:
        super().__init__("coupon_exhausted", "The coupon is exhausted.")
        self.unpaid_order_ids = unpaid_order_ids


def coupon_taken() -> Conflict:
    return Conflict("coupon_taken", "The coupon code already exists.")


def coupon_min_spend(min_subtotal_cents: int) -> Invalid:
    return Invalid(
        code="coupon_min_spend",
        detail="The items cost less than the coupon's minimum.",
        min_subtotal_cents=min_subtotal_cents,
    )


def coupon_invalid() -> Invalid:
    return Invalid(code="coupon_invalid", detail="The coupon cannot be used for this order.")
