"""Queries of products, locations and availability."""

from collections.abc import Sequence

from modules.inventory.domain.location import Location
from modules.inventory.domain.product import Product
from modules.inventory.ports.catalog_queries import CatalogQueries, ProductFilter
from modules.inventory.ports.storefront_cache import StorefrontCache, StorefrontQueries
from modules.inventory.public import Availability, InventoryPolicy
from shared.kernel.errors import NotFound
from shared.kernel.paging import Page, PageRequest
from shared.kernel.principal import Principal

EXACT_AVAILABILITY_SCOPE = "inventory:read"
"""Callers with this scope get uncached availability without a cap."""

UNCACHED_PRODUCT_SCOPE = "catalog:write"
"""Callers with this scope get uncached products, because they may edit what they read."""


class CatalogQueryService:
    """Answers buyers from the storefront cache, and callers who act on the data from the database.

    Each query is one statement; a list with its total takes two.
    """

    def __init__(self, catalog: CatalogQueries, storefront: StorefrontCache, policy: InventoryPolicy) -> None:
        self._catalog = catalog
        self._storefront = storefront
        self._cap = policy.public_availability_cap

    async def get_product(self, sku: str, principal: Principal) -> Product:
        """Raises NotFound."""
        shown: StorefrontQueries = self._catalog if principal.may(UNCACHED_PRODUCT_SCOPE) else self._storefront
        product = await shown.get_product(sku)
        if product is None:
            raise NotFound("product")
        return product

    async def list_products(self, wanted: PageRequest, where: ProductFilter) -> Page[Product]:
        return await self._catalog.list_products(wanted, where)

    async def get_location(self, code: str) -> Location:
        """Raises NotFound."""
        location = await self._catalog.get_location(code)
        if location is None:
            raise NotFound("location")
        return location

    async def list_locations(self, wanted: PageRequest, *, active: bool | None = None) -> Page[Location]:
        return await self._catalog.list_locations(wanted, active=active)

    async def get_availability(self, skus: Sequence[str], principal: Principal) -> Sequence[Availability]:
        """The availability of the existing SKUs, in the given order, capped for the public."""
        inside = principal.may(EXACT_AVAILABILITY_SCOPE)
        shown: StorefrontQueries = self._catalog if inside else self._storefront
        found = await shown.get_availability(skus)
        units = [found[sku] for sku in dict.fromkeys(skus) if sku in found]
        return units if inside else [cap_availability(each, self._cap) for each in units]


def cap_availability(units: Availability, cap: int | None) -> Availability:
    """The availability as shown to the public."""
    if cap is None:
        return units
    return Availability(
        sku=units.sku,
        available=min(units.available, cap),
        backorderable=min(units.backorderable, cap),
        incoming=units.incoming,
    )
