"""Domain errors of violated database constraints."""

from collections.abc import Callable, Mapping

from modules.promotions.domain.errors import Exhausted, coupon_taken
from shared.kernel.errors import DomainError

CONSTRAINTS: Mapping[str, Callable[[], DomainError]] = {
    "pk_coupons": coupon_taken,
    "ck_coupons_redeemed": Exhausted,
}
