"""The coupons kept, and who redeemed them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from modules.orders.domain.coupons.coupon import Coupon
from modules.orders.domain.coupons.redemption import RedemptionCounter, RedemptionRequest
from modules.orders.domain.order.order import Order
from shared.kernel.paging import Page, PageRequest


class CouponRepository(Protocol):
    """Locked after their order, before any stock."""

    async def lock(self, wanted: Collection[RedemptionRequest]) -> RedemptionCounter:
        """The coupons of these codes, locked until the transaction ends, and how often each has been redeemed
        by whom. Two statements; none where nothing is wanted.
        """
        ...

    def redeem(self, orders: Iterable[Order], redeeming: RedemptionCounter) -> None:
        """Keep that these new orders redeemed the coupons they name, and how the coupons stand with them."""
        ...

    async def consume(self, order: Order) -> None:
        """The order stands: its coupon, if it has one, is used for good."""
        ...

    async def reassign(self, order: Order) -> None:
        """Count the order's redemption, if it has one, as that of who buys the order now."""
        ...

    async def release(self, order: Order) -> None:
        """The order came to nothing: its coupon, if it has one, can be used again."""
        ...

    async def get(self, code: str) -> Coupon | None:
        """The coupon, locked until the transaction ends."""
        ...

    async def get_many(self, codes: Collection[str]) -> Mapping[str, Coupon]:
        """Those that exist, locked until the transaction ends; one statement."""
        ...

    async def add(self, *coupons: Coupon) -> None:
        """One statement. Raises Conflict `coupon_taken`."""
        ...

    def save(self, coupon: Coupon) -> None: ...


@dataclass(frozen=True, slots=True)
class CouponFilter:
    """Which coupons of the list are wanted; None is no condition. `q` is part of the code."""

    q: str | None = None
    active: bool | None = None


class CouponQueries(Protocol):
    """The coupons to be looked at. Locks nothing."""

    async def get(self, code: str) -> Coupon | None: ...

    async def list_coupons(self, where: CouponFilter, wanted: PageRequest) -> Page[Coupon]: ...

    async def count_redemptions(self, wanted: RedemptionRequest) -> RedemptionCounter:
        """What redeeming it would find at this moment; two statements."""
        ...
