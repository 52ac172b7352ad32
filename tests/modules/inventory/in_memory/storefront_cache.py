"""The storefront cache in memory."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from modules.inventory.domain.product import Product
from modules.inventory.ports.storefront_cache import StorefrontQueries
from modules.inventory.public import Availability


class InMemoryStorefrontCache:
    """Caches until invalidation. Loads that began before an invalidation are not cached."""

    def __init__(self, catalog: StorefrontQueries) -> None:
        self._catalog = catalog
        self._products: dict[str, Product] = {}
        self._availability: dict[str, Availability] = {}
        self._forgotten: Counter[str] = Counter()

    async def get_product(self, sku: str) -> Product | None:
        if sku in self._products:
            return self._products[sku]
        before = self._forgotten[sku]
        product = await self._catalog.get_product(sku)
        if product is not None and self._forgotten[sku] == before:
            self._products[sku] = product
        return product

    async def get_availability(self, skus: Sequence[str]) -> Mapping[str, Availability]:
        missing = {sku: self._forgotten[sku] for sku in skus if sku not in self._availability}
        read = await self._catalog.get_availability(list(missing)) if missing else {}
        shown = {sku: self._availability[sku] for sku in skus if sku in self._availability} | dict(read)
        self._availability |= {
            sku: published for sku, published in read.items() if self._forgotten[sku] == missing[sku]
        }
        return shown

    async def invalidate(self, skus: Collection[str]) -> None:
        for sku in skus:
            self._forgotten[sku] += 1
            self._products.pop(sku, None)
            self._availability.pop(sku, None)
