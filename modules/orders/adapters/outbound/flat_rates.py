"""Built-in rates: taxes from the products, shipping from the settings."""

from collections.abc import Sequence

from modules.orders.domain.order.buyer import Address
from modules.orders.domain.order.offer import Offer
from modules.orders.public import ShippingMethod


class ProductTax:
    async def rates(self, offers: Sequence[Offer], destination: Address | None) -> Sequence[int]:
        return [offer.tax_rate_bps for offer in offers]

    async def shipping_rate(self, method: ShippingMethod, destination: Address | None) -> int:
        return method.tax_rate_bps


class FlatShippingRates:
    def __init__(self, methods: Sequence[ShippingMethod]) -> None:
        if not methods:
            raise ValueError("at least one shipping method is required")
        self._methods = methods

    async def methods(self, destination: Address | None) -> Sequence[ShippingMethod]:
        return self._methods
