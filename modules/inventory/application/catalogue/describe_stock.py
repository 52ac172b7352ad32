"""What an event was about, as everybody may see it now."""

from modules.inventory.application.catalogue.catalogue_queries import cap_availability
from modules.inventory.domain.product import Product
from modules.inventory.ports.catalogue_queries import CatalogueQueries
from modules.inventory.public import Availability, InventoryPolicy


class DescribeStock:
    """Looked up where it is kept, not in the shop window: that may still show what the event has changed."""

    def __init__(self, catalogue: CatalogueQueries, policy: InventoryPolicy) -> None:
        self._catalogue = catalogue
        self._cap = policy.public_availability_cap

    async def get_product(self, sku: str) -> Product | None:
        return await self._catalogue.get_product(sku)

    async def get_availability(self, sku: str) -> Availability | None:
        told = (await self._catalogue.get_availability([sku])).get(sku)
        return None if told is None else cap_availability(told, self._cap)
