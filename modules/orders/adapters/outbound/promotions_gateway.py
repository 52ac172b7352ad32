"""Implements the port `Promotions` with the promotions module."""

from collections.abc import Sequence

from modules.orders.domain.order.buyer import Buyer
from modules.orders.domain.order.errors import CouponExhausted
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.pricing import NO_DISCOUNT, Discount
from modules.orders.domain.order.status import OrderStatus
from modules.orders.ports.promotions import CouponRequest, Redemptions
from modules.promotions import public as promotions
from shared.kernel.transaction import Transaction


class PromotionsGateway:
    def __init__(self, promotions_api: promotions.PromotionsApi) -> None:
        self._promotions = promotions_api

    async def lock(self, tx: Transaction, requests: Sequence[CouponRequest]) -> Redemptions:
        if not requests:
            return NoRedemptions()
        return RedemptionsGateway(await self._promotions.lock_coupons(tx, [_request(each) for each in requests]))

    async def preview(self, tx: Transaction, request: CouponRequest) -> "RedemptionsGateway":
        return RedemptionsGateway(await self._promotions.preview_coupon(tx, _request(request)))

    async def consume(self, tx: Transaction, order: Order) -> None:
        if order.coupon_code is not None:
            await self._promotions.consume_redemption(tx, order.id)

    async def release(self, tx: Transaction, order: Order) -> None:
        if order.coupon_code is not None:
            await self._promotions.release_redemption(tx, order.id)

    async def reassign(self, tx: Transaction, order: Order) -> None:
        if order.coupon_code is not None:
            await self._promotions.reassign_redemption(tx, order.id, _customer(order.buyer))

    async def shipping_discount(self, tx: Transaction, order: Order, shipping_cents: int) -> int:
        if order.coupon_code is None:
            return 0
        amounts = promotions.Amounts(order.totals.subtotal_cents, shipping_cents)
        return await self._promotions.reprice_shipping(tx, order.id, amounts)

    async def erase_emails(self, tx: Transaction, order_ids: Sequence[int]) -> None:
        if order_ids:
            await self._promotions.erase_emails(tx, order_ids)

    async def list_redemptions(
        self, tx: Transaction, after_order_id: int, limit: int
    ) -> Sequence[promotions.StoredRedemption]:
        return await self._promotions.list_redemptions(tx, after_order_id, limit)


class RedemptionsGateway:
    """Implements the port `Redemptions`."""

    def __init__(self, redemptions: promotions.Redemptions) -> None:
        self._redemptions = redemptions

    def redeem(self, order_id: int, subtotal_cents: int, shipping_cents: int) -> Discount:
        try:
            discount = self._redemptions.redeem(order_id, promotions.Amounts(subtotal_cents, shipping_cents))
        except promotions.CouponExhausted as error:
            raise CouponExhausted(unpaid_order_ids=error.unpaid_order_ids) from error
        return Discount(*discount) if discount is not None else NO_DISCOUNT

    def revert(self, order_id: int) -> None:
        self._redemptions.revert(order_id)

    def store(self, orders: Sequence[Order]) -> None:
        confirmed = {order.id for order in orders if order.status is not OrderStatus.PENDING_PAYMENT}
        self._redemptions.store([order.id for order in orders], confirmed)


class NoRedemptions:
    """Implements the port `Redemptions` for a batch of orders without coupons."""

    def redeem(self, order_id: int, subtotal_cents: int, shipping_cents: int) -> Discount:
        return NO_DISCOUNT

    def revert(self, order_id: int) -> None: ...

    def store(self, orders: Sequence[Order]) -> None: ...


def _request(request: CouponRequest) -> promotions.CouponRequest:
    customer = _customer(request.buyer, request.email, is_anonymous=request.is_anonymous)
    return promotions.CouponRequest(request.order_id, request.code, customer)


def _customer(buyer: Buyer | None, email: str | None = None, *, is_anonymous: bool = False) -> promotions.Customer:
    if buyer is None:
        return promotions.Customer(is_anonymous=is_anonymous)
    if buyer.guest is not None:
        return promotions.Customer(email=buyer.guest.email)
    return promotions.Customer(buyer.customer_id, email)
