"""Get a coupon."""

from modules.promotions.domain.coupon import Coupon
from modules.promotions.ports.coupons import CouponQueries
from shared.kernel.errors import NotFound


class GetCoupon:
    def __init__(self, coupons: CouponQueries) -> None:
        self._coupons = coupons

    async def __call__(self, code: str) -> Coupon:
        """Raises NotFound."""
        coupon = await self._coupons.get(code)
        if coupon is None:
            raise NotFound("coupon")
        return coupon
