"""Persistence of redemptions."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from modules.promotions.domain.coupon import Coupon
from modules.promotions.domain.coupon_kinds import DiscountTerms
from modules.promotions.domain.customer import CouponHolder
from modules.promotions.domain.redemption import Redemption, RedemptionCounter, RedemptionRequest
from modules.promotions.public import StoredRedemption


class RedemptionRepository(Protocol):
    """Coupons are locked after their orders and before any stock."""

    async def lock(self, requests: Collection[RedemptionRequest]) -> RedemptionCounter:
        """Lock the requested coupons until the transaction ends, and load their usage by each holder. Two statements;
        none without requests.
        """
        ...

    async def count(self, request: RedemptionRequest) -> RedemptionCounter:
        """The counter for redeeming the coupon now; two statements, locks nothing."""
        ...

    def add(self, redemptions: Collection[Redemption], counted: Iterable[Coupon]) -> None:
        """Store new redemptions and the new counts of these coupons with the transaction's other writes."""
        ...

    async def consume(self, order_id: int) -> None:
        """Mark the order's reserved redemption as consumed."""
        ...

    async def release(self, order_id: int) -> None:
        """Release the order's reserved redemption and reduce the coupon's counter."""
        ...

    async def reassign(self, order_id: int, holder: CouponHolder) -> None:
        """Count the order's redemption for this holder. Without an address, the stored one stays."""
        ...

    async def get_terms(self, order_id: int) -> DiscountTerms | None:
        """The terms of the order's redemption."""
        ...

    async def save_shipping_discount(self, order_id: int, cents: int) -> None: ...

    async def erase_emails(self, order_ids: Sequence[int]) -> None:
        """Erase the address, also from the name of a guest whose order an account has claimed since."""
        ...

    async def list_after(self, order_id: int, limit: int) -> Sequence[StoredRedemption]:
        """Redemptions of orders with a greater id, by order id."""
        ...
