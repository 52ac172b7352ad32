"""Tax and shipping rates."""

from collections.abc import Sequence
from typing import Protocol

from modules.orders.domain.order.buyer import Address
from modules.orders.domain.order.offer import Offer
from modules.orders.public import ShippingMethod


class TaxRates(Protocol):
    async def rates(self, offers: Sequence[Offer], destination: Address | None) -> Sequence[int]:
        """The rate of each line in basis points."""
        ...

    async def shipping_rate(self, method: ShippingMethod, destination: Address | None) -> int:
        """The rate of shipping in basis points."""
        ...


class ShippingRates(Protocol):
    async def methods(self, destination: Address | None) -> Sequence[ShippingMethod]:
        """The shipping methods for the destination; the first is the default. Never empty."""
        ...
