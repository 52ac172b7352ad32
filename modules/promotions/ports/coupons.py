"""Persistence of coupons and their redemptions."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from modules.orders.domain.order.order import Order
from modules.promotions.domain.coupon import Coupon
from modules.promotions.domain.redemption import RedemptionCounter, RedemptionRequest
from shared.kernel.paging import Page, PageRequest


class CouponRepository(Protocol):
    """Rows are locked after their order and before any stock."""

    async def lock(self, wanted: Collection[RedemptionRequest]) -> RedemptionCounter:
        """Lock the requested coupons until the transaction ends, and load their usage by each holder. Two statements;
        none without requests.
        """
        ...

    def redeem(self, orders: Iterable[Order], redeeming: RedemptionCounter) -> None:
        """Store the redemptions of these new orders and the coupons' new counts."""
        ...

    async def consume(self, order: Order) -> None:
        """Mark the redemption of a confirmed order, if any, as consumed."""
        ...

    async def reassign(self, order: Order) -> None:
        """Count the order's redemption, if any, for its present buyer."""
        ...

    async def release(self, order: Order) -> None:
        """Release the redemption of a cancelled or expired order, if any."""
        ...

    async def get(self, code: str) -> Coupon | None:
        """The coupon, locked until the transaction ends."""
        ...

    async def get_many(self, codes: Collection[str]) -> Mapping[str, Coupon]:
        """Existing coupons, locked until the transaction ends; one statement."""
        ...

    async def add(self, *coupons: Coupon) -> None:
        """One statement. Raises Conflict `coupon_taken`."""
        ...

    def save(self, coupon: Coupon) -> None: ...


@dataclass(frozen=True, slots=True)
class CouponFilter:
    """Filter of a list of coupons; None is no condition. `q` is part of the code."""

    q: str | None = None
    active: bool | None = None


class CouponQueries(Protocol):
    """Locks nothing."""

    async def get(self, code: str) -> Coupon | None: ...

    async def list_coupons(self, where: CouponFilter, wanted: PageRequest) -> Page[Coupon]: ...

    async def count_redemptions(self, wanted: RedemptionRequest) -> RedemptionCounter:
        """The counter for redeeming the coupon now; two statements."""
        ...
