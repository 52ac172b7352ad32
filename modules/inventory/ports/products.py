"""The repository of products. For queries see `catalog_queries.py`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from modules.inventory.domain.product import Product


class ProductRepository(Protocol):
    async def get(self, sku: str) -> Product | None:
        """Lock the product until the transaction ends."""
        ...

    async def many(self, skus: Sequence[str]) -> Mapping[str, Product]:
        """Lock the existing products in the order of their SKUs."""
        ...

    async def existing(self, skus: Sequence[str]) -> Collection[str]:
        """The SKUs that exist. Locks nothing."""
        ...

    async def holders(self, barcodes: Collection[str]) -> Mapping[str, str]:
        """The SKUs of the products that have these barcodes, archived ones too. Locks nothing."""
        ...

    async def add(self, products: Iterable[Product]) -> None:
        """Insert products, each with an empty level at the default location. Raises Conflict `sku_taken`.

        Publishes their events with the commit, as `save` does.
        """
        ...

    async def save(self, products: Iterable[Product]) -> None:
        """Update products, and publish their new events with the commit."""
        ...
