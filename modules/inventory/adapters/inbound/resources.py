"""The resources of inventory's events, as the HTTP API returns them."""

from collections.abc import Mapping

from modules.inventory.adapters.inbound.http.models.products import availability_out, product_out
from modules.inventory.application.catalog.describe_stock import DescribeStock
from shared.kernel.module import Resource


def resources(describe: DescribeStock, currency: str) -> list[Resource]:
    async def product(data: Mapping[str, object]) -> Mapping[str, object] | None:
        """As `GET /v1/products/{sku}` returns it."""
        found = await describe.get_product(str(data["sku"]))
        return None if found is None else product_out(found, currency).model_dump(mode="json")

    async def availability(data: Mapping[str, object]) -> Mapping[str, object] | None:
        """As an item of the public `GET /v1/inventory/availability`."""
        found = await describe.get_availability(str(data["sku"]))
        return None if found is None else availability_out(found).model_dump(mode="json")

    return [
        Resource("inventory.product.", product),
        Resource("inventory.stock.", availability),
        Resource("inventory.availability.", availability),
    ]
