"""The resources of events equal the responses of the API."""

from typing import Any

import httpx2

from modules.inventory.http_container import InventoryHttpContainer
from shared.infra.injection import resolve
from tests.modules.inventory.adapters.http.test_products import create


async def published(container: InventoryHttpContainer, event_type: str, **data: object) -> Any:
    (resource,) = [each for each in resolve(container.module).resources() if event_type.startswith(each.prefix)]
    return await resource.describe(data)


async def test_a_product(container: InventoryHttpContainer, manager: httpx2.AsyncClient) -> None:
    await create(manager, "AAA", metadata={"colour": ["red"]}, barcodes=["1"])
    read = (await manager.get("/v1/products/AAA")).json()
    assert await published(container, "inventory.product.updated", sku="AAA") == read
    assert await published(container, "inventory.product.updated", sku="ZZZ") is None


async def test_availability_as_shown_to_the_public(
    container: InventoryHttpContainer, manager: httpx2.AsyncClient, stranger: httpx2.AsyncClient
) -> None:
    await create(manager, "AAA")
    for quantity in (4, 20):
        await manager.post("/v1/inventory/restock", json={"sku": "AAA", "quantity": quantity})
        (read,) = (await stranger.get("/v1/inventory/availability?sku=AAA")).json()["items"]
        for event_type in ("inventory.stock.received", "inventory.availability.changed"):
            assert await published(container, event_type, sku="AAA", available=quantity) == read
    assert read["available"] == 10
    assert await published(container, "inventory.stock.out", sku="ZZZ") is None
