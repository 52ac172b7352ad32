"""Persistence of coupons."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from modules.promotions.domain.coupon import Coupon
from shared.kernel.paging import Page, PageRequest


class CouponRepository(Protocol):
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
