"""The current public state of the product of an event."""

from modules.inventory.application.catalog.catalog_query_service import cap_availability
from modules.inventory.domain.product import Product
from modules.inventory.ports.catalog_queries import CatalogQueries
from modules.inventory.public import Availability, InventoryPolicy


class DescribeStock:
    """Reads the database, because the storefront cache may still have the state before the event."""

    def __init__(self, catalog: CatalogQueries, policy: InventoryPolicy) -> None:
        self._catalog = catalog
        self._cap = policy.public_availability_cap

    async def get_product(self, sku: str) -> Product | None:
        return await self._catalog.get_product(sku)

    async def get_availability(self, sku: str) -> Availability | None:
        found = (await self._catalog.get_availability([sku])).get(sku)
        return None if found is None else cap_availability(found, self._cap)
