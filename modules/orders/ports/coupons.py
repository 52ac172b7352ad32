"""The coupons kept, and who redeemed them."""

from typing import Protocol

from modules.orders.domain.order import Order


class Coupons(Protocol):
    """Locked after their order, before any stock."""

    async def consume(self, order: Order) -> None:
        """The order stands: its coupon, if it has one, is used for good."""
        ...

    async def release(self, order: Order) -> None:
        """The order came to nothing: its coupon, if it has one, can be used again."""
        ...
