"""The storefront cache."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import orjson

from modules.inventory.adapters.outbound.sql.catalog.product_mapping import product_of, row_of
from modules.inventory.domain.product import Product
from modules.inventory.ports.storefront_cache import StorefrontQueries
from modules.inventory.public import Availability
from shared.infra.cache.read_through import Cache

PRODUCT_SECONDS = 60
AVAILABILITY_SECONDS = 5
"""Shorter, because changes of locations and backorders publish no event of the SKU."""

_TIMES = ("created_at", "updated_at", "archived_at")
_UNREADABLE = (KeyError, TypeError, ValueError)


class ReadThroughStorefrontCache:
    """Implements the port `StorefrontCache`. Unknown SKUs are not cached, so a new product is visible at once."""

    def __init__(self, catalog: StorefrontQueries, cache: Cache) -> None:
        self._catalog = catalog
        self._cache = cache

    async def get_product(self, sku: str) -> Product | None:
        async def load(_: Sequence[str]) -> Mapping[str, bytes]:
            product = await self._catalog.get_product(sku)
            return {} if product is None else {name: orjson.dumps(row_of(product))}

        name = _product(sku)
        found = await self._cache.get([name], PRODUCT_SECONDS, load)
        try:
            return _read(found[name]) if name in found else None
        except _UNREADABLE:  # written by another release
            return await self._catalog.get_product(sku)

    async def get_availability(self, skus: Sequence[str]) -> Mapping[str, Availability]:
        names = {_availability(sku): sku for sku in skus}

        async def load(missing: Sequence[str]) -> Mapping[str, bytes]:
            loaded = await self._catalog.get_availability([names[name] for name in missing])
            return {
                _availability(sku): orjson.dumps([each.available, each.backorderable, each.incoming])
                for sku, each in loaded.items()
            }

        found = await self._cache.get(list(names), AVAILABILITY_SECONDS, load)
        try:
            return {names[name]: Availability(names[name], *_units(entry)) for name, entry in found.items()}
        except _UNREADABLE:
            return await self._catalog.get_availability(list(names.values()))

    async def invalidate(self, skus: Collection[str]) -> None:
        await self._cache.invalidate([name(sku) for sku in sorted(set(skus)) for name in (_product, _availability)])


def _product(sku: str) -> str:
    return f"product:{sku}"


def _availability(sku: str) -> str:
    return f"availability:{sku}"


def _units(entry: bytes) -> tuple[int, int, int]:
    available, backorderable, incoming = map(int, orjson.loads(entry))
    return available, backorderable, incoming


def _read(entry: bytes) -> Product:
    row = orjson.loads(entry)
    return product_of({**row, **{name: datetime.fromisoformat(row[name]) for name in _TIMES if row[name]}})
