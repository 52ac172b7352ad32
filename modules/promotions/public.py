"""What other modules may use of promotions."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from shared.kernel.errors import Conflict
from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Customer:
    """The customer who redeems a coupon: an account by id, or a guest without one. `email` is the address of either.

    An account and a guest with one address count as one customer. Without id and address, redemptions of no customer
    are counted. Anonymous callers do not learn that a coupon is exhausted.
    """

    id: int | None = None
    email: str | None = None
    is_anonymous: bool = False


class CouponRequest(NamedTuple):
    """A customer wants to redeem a coupon code for an order."""

    order_id: int
    code: str
    customer: Customer


class Amounts(NamedTuple):
    """The prices of an order before the discount."""

    subtotal_cents: int
    shipping_cents: int


class Discount(NamedTuple):
    """What a coupon takes off the prices of items and shipping; never more than these prices."""

    items_cents: int
    shipping_cents: int


class CouponExhausted(Conflict):
    """The coupon has no redemptions left, for all or for this customer.

    `unpaid_order_ids`: the customer's newest unpaid orders that hold redemptions.
    """

    def __init__(self, unpaid_order_ids: Sequence[int] = ()) -> None:
        super().__init__("coupon_exhausted", "The coupon is exhausted.")
        self.unpaid_order_ids = unpaid_order_ids


class Redemptions(Protocol):
    """Redemptions of a batch of orders. Nothing is stored before `store`."""

    def redeem(self, order_id: int, amounts: Amounts) -> Discount | None:
        """Redeem the coupon requested for this order; None without a request.

        Raises CouponExhausted, Invalid `coupon_invalid` and `coupon_min_spend`.
        """

    def revert(self, order_id: int) -> None:
        """Revert the redemption of an order that is not placed after all."""

    def store(self, order_ids: Iterable[int], confirmed: Collection[int]) -> None:
        """Write the redemptions of these orders with the transaction's other writes.

        `confirmed` orders consume theirs at once; those of the others are reserved until payment.
        """


class StoredRedemption(NamedTuple):
    """A stored redemption, for reconciliation."""

    order_id: int
    code: str
    state: Literal["reserved", "consumed", "released"]
    discount_cents: int
    """Off items and shipping together."""


class PromotionsApi(Protocol):
    """Every call runs in the caller's transaction. Coupons are locked after their orders and before any stock."""

    async def lock_coupons(self, tx: Transaction, requests: Sequence[CouponRequest]) -> Redemptions:
        """Lock the requested coupons until the transaction ends. Two statements; none without requests."""

    async def preview_coupon(self, tx: Transaction, request: CouponRequest) -> Redemptions:
        """The redemption as it would be now, for quotes. Two statements, locks nothing."""

    async def consume_redemption(self, tx: Transaction, order_id: int) -> None:
        """The order is confirmed: its redemption, if any, is final."""

    async def release_redemption(self, tx: Transaction, order_id: int) -> None:
        """The order ended before it was confirmed: its redemption, if any, no longer counts."""

    async def reassign_redemption(self, tx: Transaction, order_id: int, customer: Customer) -> None:
        """Count the order's redemption, if any, for this customer. Without an address, the stored one stays."""

    async def reprice_shipping(self, tx: Transaction, order_id: int, amounts: Amounts) -> int:
        """The shipping discount for another shipping price, by the terms at the time of redemption, which stores it.

        Two statements. Raises KeyError for an order without a redemption, a programming error.
        """

    async def erase_emails(self, tx: Transaction, order_ids: Sequence[int]) -> None:
        """Delete the e-mail addresses stored with the orders' redemptions."""

    async def list_redemptions(self, tx: Transaction, after_order_id: int, limit: int) -> Sequence[StoredRedemption]:
        """Redemptions of orders with a greater id, by order id. For reconciliation."""
