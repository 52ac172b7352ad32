"""Implements `PromotionsApi` in the same process."""

from collections.abc import Sequence

from modules.promotions.application.redeem_coupons import RedeemCoupons, RedemptionBatch, holder_of
from modules.promotions.application.reprice_shipping import RepriceShipping
from modules.promotions.domain import coupon_kinds
from modules.promotions.ports.unit_of_work import Join
from modules.promotions.public import Amounts, CouponRequest, Customer, StoredRedemption
from shared.kernel.transaction import Transaction


class InProcessPromotions:
    def __init__(self, join: Join, redeem: RedeemCoupons, reprice: RepriceShipping) -> None:
        self._join = join
        self._redeem = redeem
        self._reprice = reprice

    async def lock_coupons(self, tx: Transaction, requests: Sequence[CouponRequest]) -> RedemptionBatch:
        return await self._redeem(tx, requests)

    async def preview_coupon(self, tx: Transaction, request: CouponRequest) -> RedemptionBatch:
        return await self._redeem.preview(tx, request)

    async def consume_redemption(self, tx: Transaction, order_id: int) -> None:
        await self._join(tx).redemptions.consume(order_id)

    async def release_redemption(self, tx: Transaction, order_id: int) -> None:
        await self._join(tx).redemptions.release(order_id)

    async def reassign_redemption(self, tx: Transaction, order_id: int, customer: Customer) -> None:
        await self._join(tx).redemptions.reassign(order_id, holder_of(customer))

    async def reprice_shipping(self, tx: Transaction, order_id: int, amounts: Amounts) -> int:
        return await self._reprice(tx, order_id, coupon_kinds.Amounts(*amounts))

    async def erase_emails(self, tx: Transaction, order_ids: Sequence[int]) -> None:
        await self._join(tx).redemptions.erase_emails(order_ids)

    async def list_redemptions(self, tx: Transaction, after_order_id: int, limit: int) -> Sequence[StoredRedemption]:
        return await self._join(tx).redemptions.list_after(after_order_id, limit)
