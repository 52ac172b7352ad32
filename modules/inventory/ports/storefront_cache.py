"""What everybody may look at, perhaps a moment old."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from modules.inventory.domain.product import Product
from modules.inventory.public import Availability

MAX_STALENESS_SECONDS = 75
"""How long at most a window shows what has been overtaken, should nobody tell it."""


class StorefrontQueries(Protocol):
    async def get_product(self, sku: str) -> Product | None: ...

    async def get_availability(self, skus: Sequence[str]) -> Mapping[str, Availability]:
        """Of those SKUs that exist."""
        ...


class StorefrontCache(StorefrontQueries, Protocol):
    """For showing, never for deciding: prices and stock of an order are read where they live."""

    async def invalidate(self, skus: Collection[str]) -> None:
        """Show the SKUs anew: nothing read before now is kept any more. Raises Unavailable."""
        ...
