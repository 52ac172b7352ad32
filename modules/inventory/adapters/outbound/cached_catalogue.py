"""A catalogue that remembers single products for a while."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import orjson

from modules.inventory.adapters.outbound.product_rows import product_of, row_of
from modules.inventory.domain.location import Location
from modules.inventory.domain.product import Product
from modules.inventory.ports.catalogue import Catalogue, ProductFilter
from modules.inventory.public import Availability
from shared.kernel.paging import Page, Slice

_TIMES = ("created_at", "updated_at", "archived_at")


class Cache(Protocol):
    async def get(self, key: str, load: Callable[[], Awaitable[bytes | None]]) -> bytes | None: ...

    async def forget(self, *keys: str) -> None: ...


class NoCache:
    """Remembers nothing."""

    async def get(self, key: str, load: Callable[[], Awaitable[bytes | None]]) -> bytes | None:
        return await load()

    async def forget(self, *keys: str) -> None: ...


class CachedCatalogue:
    """Implements the ports `Catalogue`, over another one, and `ProductCache`."""

    def __init__(self, catalogue: Catalogue, cache: Cache) -> None:
        self._catalogue = catalogue
        self._cache = cache

    async def product(self, sku: str) -> Product | None:
        async def load() -> bytes | None:
            product = await self._catalogue.product(sku)
            return None if product is None else orjson.dumps(row_of(product))

        kept = await self._cache.get(sku, load)
        return None if kept is None else _product(kept)

    async def forget(self, *skus: str) -> None:
        await self._cache.forget(*skus)

    async def products(self, wanted: Slice, where: ProductFilter) -> Page[Product]:
        return await self._catalogue.products(wanted, where)

    async def location(self, code: str) -> Location | None:
        return await self._catalogue.location(code)

    async def locations(self, wanted: Slice, *, active: bool | None = None) -> Page[Location]:
        return await self._catalogue.locations(wanted, active=active)

    async def availability(self, skus: Sequence[str]) -> Mapping[str, Availability]:
        return await self._catalogue.availability(skus)


def _product(kept: bytes) -> Product:
    row = orjson.loads(kept)
    return product_of({**row, **{name: datetime.fromisoformat(row[name]) for name in _TIMES if row[name]}})
