"""Queries of coupons."""

from modules.orders.ports.orders.order_queries import OpenQueryScope
from modules.promotions.domain.coupon import Coupon
from modules.promotions.ports.coupons import CouponFilter
from shared.kernel.errors import NotFound
from shared.kernel.paging import Page, PageRequest


class ReadCoupons:
    def __init__(self, look: OpenQueryScope) -> None:
        self._look = look

    async def one(self, code: str) -> Coupon:
        """Raises NotFound."""
        async with self._look() as view:
            coupon = await view.coupons.get(code)
        if coupon is None:
            raise NotFound("coupon")
        return coupon

    async def page(self, where: CouponFilter, wanted: PageRequest) -> Page[Coupon]:
        async with self._look() as view:
            return await view.coupons.list_coupons(where, wanted)
