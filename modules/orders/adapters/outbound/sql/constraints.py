"""Domain errors of violated database constraints."""

from collections.abc import Callable, Mapping

from modules.orders.domain.order.errors import coupon_exhausted, coupon_taken, duplicate_reference
from shared.kernel.errors import DomainError

CONSTRAINTS: Mapping[str, Callable[[], DomainError]] = {
    "uq_orders_client_reference": lambda: duplicate_reference(None),
    "pk_coupons": coupon_taken,
    "ck_coupons_redeemed": coupon_exhausted,
}
