"""What everybody may know of products and locations."""

from collections.abc import Sequence

from modules.inventory.domain.location import Location
from modules.inventory.domain.product import Product
from modules.inventory.ports.catalogue_queries import CatalogueQueries, ProductFilter
from modules.inventory.ports.storefront_cache import StorefrontCache, StorefrontQueries
from modules.inventory.public import Availability, InventoryPolicy
from shared.kernel.errors import NotFound
from shared.kernel.paging import Page, PageRequest
from shared.kernel.principal import Principal

EXACT_AVAILABILITY_SCOPE = "inventory:read"
"""The scope of those who see how much there really is, and as it is this moment."""

UNCACHED_PRODUCT_SCOPE = "catalog:write"
"""The scope of those who change what they have just read."""


class BrowseCatalogue:
    """Each question is one query (a list with its total two), or none: buyers look at the shop window.

    Those who decide on what they read are shown the catalogue itself.
    """

    def __init__(self, catalogue: CatalogueQueries, window: StorefrontCache, policy: InventoryPolicy) -> None:
        self._catalogue = catalogue
        self._window = window
        self._cap = policy.public_availability_cap

    async def get_product(self, sku: str, principal: Principal) -> Product:
        """Raises NotFound."""
        shown: StorefrontQueries = self._catalogue if principal.may(UNCACHED_PRODUCT_SCOPE) else self._window
        product = await shown.get_product(sku)
        if product is None:
            raise NotFound("product")
        return product

    async def list_products(self, wanted: PageRequest, where: ProductFilter) -> Page[Product]:
        return await self._catalogue.list_products(wanted, where)

    async def get_location(self, code: str) -> Location:
        """Raises NotFound."""
        location = await self._catalogue.get_location(code)
        if location is None:
            raise NotFound("location")
        return location

    async def list_locations(self, wanted: PageRequest, *, active: bool | None = None) -> Page[Location]:
        return await self._catalogue.list_locations(wanted, active=active)

    async def get_availability(self, skus: Sequence[str], principal: Principal) -> Sequence[Availability]:
        """Of those SKUs that exist, in the order asked; strangers are told no more than the cap."""
        inside = principal.may(EXACT_AVAILABILITY_SCOPE)
        shown: StorefrontQueries = self._catalogue if inside else self._window
        found = await shown.get_availability(skus)
        units = [found[sku] for sku in dict.fromkeys(skus) if sku in found]
        return units if inside else [cap_availability(each, self._cap) for each in units]


def cap_availability(units: Availability, cap: int | None) -> Availability:
    """What strangers are told of it."""
    if cap is None:
        return units
    return Availability(
        units.sku,
        min(units.available, cap),
        min(units.backorderable, cap),
        units.incoming,
    )
