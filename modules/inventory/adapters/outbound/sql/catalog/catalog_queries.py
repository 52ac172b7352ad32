"""Queries of products and locations."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select

from modules.inventory.adapters.outbound.sql.catalog.product_mapping import COLUMNS, product_of
from modules.inventory.adapters.outbound.sql.stock.inventory_queries import get_availability
from modules.inventory.adapters.outbound.sql.stock.location_mapping import COLUMNS as LOCATION_COLUMNS
from modules.inventory.adapters.outbound.sql.stock.location_mapping import location_of
from modules.inventory.adapters.outbound.sql.tables import locations, products, stock_levels
from modules.inventory.domain.location import Location
from modules.inventory.domain.product import Product
from modules.inventory.ports.catalog_queries import ProductFilter
from modules.inventory.public import Availability
from shared.infra.sql.database import Database
from shared.infra.sql.queries.keyset import fetch_page
from shared.infra.sql.queries.search import SearchSource, search
from shared.kernel.paging import Page, PageRequest
from shared.kernel.search import parse_search

_PRODUCT = f"SELECT {COLUMNS} FROM inventory.products WHERE sku = $1"  # noqa: S608 constants only
_LOCATION = f"SELECT {LOCATION_COLUMNS} FROM inventory.locations WHERE code = $1"  # noqa: S608 constants only
_PRODUCT_SORTS = {name: products.c[name] for name in ("sku", "name", "price_cents", "created_at", "updated_at")}
_s = products.alias("searched").c
_SEARCHED = SearchSource(_s.sku, _s.search_text, {name: _s[name] for name in _PRODUCT_SORTS})
_LOCATION_SORTS = {name: locations.c[name] for name in ("code", "priority", "created_at")}


class SqlCatalogQueries:
    """Implements the port `CatalogQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_product(self, sku: str) -> Product | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(_PRODUCT, sku)
        return None if row is None else product_of(row)

    async def list_products(self, wanted: PageRequest, where: ProductFilter) -> Page[Product]:
        query_terms = parse_search(where.q or "", numbered=False)
        async with self._database.snapshot() as reading:
            if query_terms is None:
                exact, query = where == ProductFilter(), _products(select(products), where)
                return await fetch_page(reading, query, _PRODUCT_SORTS, wanted=wanted, item=product_of, exact=exact)

            def restrict(query: Select[Any], key: ColumnElement[Any]) -> Select[Any]:
                return _products(query.join(products, products.c.sku == key), where)

            found = await search(reading, _SEARCHED, query_terms, part=wanted, restrict=restrict)
            rows = await reading.execute(select(products).where(products.c.sku.in_(found.keys)))
            return found.page({row["sku"]: product_of(row) for row in rows.mappings()})

    async def get_location(self, code: str) -> Location | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(_LOCATION, code)
        return None if row is None else location_of(row)

    async def list_locations(self, wanted: PageRequest, *, active: bool | None = None) -> Page[Location]:
        query = select(locations)
        if active is not None:
            query = query.where(locations.c.active == active)
        async with self._database.snapshot() as reading:
            return await fetch_page(reading, query, _LOCATION_SORTS, wanted=wanted, item=location_of, exact=True)

    async def get_availability(self, skus: Sequence[str]) -> Mapping[str, Availability]:
        async with self._database.read() as reading:
            return await get_availability(reading, skus)


def _products(query: Select[Any], where: ProductFilter) -> Select[Any]:
    if where.active is None:
        query = query.where(products.c.archived_at.is_(None))
    else:
        query = query.where(products.c.active == where.active)
    if where.barcode is not None:
        query = query.where(products.c.barcodes.contains([where.barcode]))
    if where.in_stock is not None:
        query = query.where(_in_stock() if where.in_stock else ~_in_stock())
    if where.updated_from is not None:
        query = query.where(products.c.updated_at >= where.updated_from)
    if where.updated_to is not None:
        query = query.where(products.c.updated_at < where.updated_to)
    return query


def _in_stock() -> ColumnElement[bool]:
    level = stock_levels.c
    lies_there = exists().where(
        level.sku == products.c.sku,
        level.location_code == locations.c.code,
        locations.c.active & locations.c.fulfills_online,
        level.on_hand - level.reserved - level.unavailable > 0,
    )
    return lies_there | ~products.c.track_inventory
