"""Coupons, which the module promotions keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from modules.orders.domain.order.buyer import Buyer
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.pricing import Discount
from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponRequest:
    """An order that shall redeem a coupon. `buyer` None: not known yet. `email`: address of the buyer's account.

    Anonymous callers do not learn that a coupon is exhausted.
    """

    order_id: int
    code: str
    buyer: Buyer | None
    email: str | None = None
    is_anonymous: bool = False


class Redemptions(Protocol):
    """Redemptions of a batch of orders; none is stored before `store`."""

    def redeem(self, order_id: int, subtotal_cents: int, shipping_cents: int) -> Discount:
        """Redeem the coupon requested for this order and return its discount on these prices; none without a request.

        Raises CouponExhausted, Invalid `coupon_invalid` and `coupon_min_spend`.
        """
        ...

    def revert(self, order_id: int) -> None:
        """Revert the redemption of an order that is not placed after all."""
        ...

    def store(self, orders: Sequence[Order]) -> None:
        """Write the redemptions of these new orders with the transaction's other writes."""
        ...


class StoredRedemption(Protocol):
    """A stored redemption; `state` is reserved, consumed or released."""

    @property
    def order_id(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def discount_cents(self) -> int:
        """Off items and shipping together."""
        ...


class Promotions(Protocol):
    """Coupons are locked after their orders and before any stock. Orders without a coupon cost no statement."""

    async def lock(self, tx: Transaction, requests: Sequence[CouponRequest]) -> Redemptions:
        """Lock the requested coupons until the transaction ends; two statements for all of them."""
        ...

    async def preview(self, tx: Transaction, request: CouponRequest) -> Redemptions:
        """The redemption as it would be now; locks nothing."""
        ...

    async def consume(self, tx: Transaction, order: Order) -> None:
        """The order is confirmed: its redemption is final."""
        ...

    async def release(self, tx: Transaction, order: Order) -> None:
        """The order ended unpaid: its redemption no longer counts."""
        ...

    async def reassign(self, tx: Transaction, order: Order) -> None:
        """Count the order's redemption for its present buyer."""
        ...

    async def shipping_discount(self, tx: Transaction, order: Order, shipping_cents: int) -> int:
        """The discount on another shipping price, which the order's redemption stores from now on; 0 without a coupon.

        By the coupon's terms at the time of redemption.
        """
        ...

    async def erase_emails(self, tx: Transaction, order_ids: Sequence[int]) -> None:
        """Delete the e-mail addresses stored with the orders' redemptions."""
        ...

    async def list_redemptions(self, tx: Transaction, after_order_id: int, limit: int) -> Sequence[StoredRedemption]:
        """Redemptions of orders with a greater id, by order id."""
        ...
