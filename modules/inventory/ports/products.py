"""Products as they are changed; `catalogue_queries.py` reads them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from modules.inventory.domain.product import Product


class ProductRepository(Protocol):
    async def get(self, sku: str) -> Product | None:
        """The product, locked until the end."""
        ...

    async def many(self, skus: Sequence[str]) -> Mapping[str, Product]:
        """Those that exist, locked, in the order of their SKUs."""
        ...

    async def existing(self, skus: Sequence[str]) -> Collection[str]:
        """Which of the SKUs exist. Locks nothing."""
        ...

    async def holders(self, barcodes: Collection[str]) -> Mapping[str, str]:
        """The SKUs of the products that have these barcodes, archived ones too. Locks nothing."""
        ...

    async def add(self, products: Iterable[Product]) -> None:
        """New products with an empty level at the home location. Raises Conflict `sku_taken`."""
        ...

    async def save(self, products: Iterable[Product]) -> None: ...
