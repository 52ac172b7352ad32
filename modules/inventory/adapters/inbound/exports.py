"""The table exports of inventory: products, stock, ledger."""

from typing import Annotated

from pydantic import Field

from modules.inventory.adapters.inbound.http.models.ledger import Kind, LedgerEntryOut, entry_out
from modules.inventory.adapters.inbound.http.models.locations import Code
from modules.inventory.adapters.inbound.http.models.products import Barcode, ProductOut, product_out
from modules.inventory.adapters.inbound.http.models.stock import LevelOut, Reference, level_out
from modules.inventory.domain.product import Product
from modules.inventory.ports.catalog_queries import CatalogQueries, ProductFilter
from modules.inventory.ports.ledger_queries import EntryFilter, EntryView, LedgerQueries, LevelFilter, LevelView
from shared.infra.http.csv.export import exportable
from shared.infra.http.requests.fields import Id, IdentifierText, InModel, Instant
from shared.infra.http.requests.search_query import SearchText
from shared.kernel.import_export import Exportable
from shared.kernel.paging import Page, PageRequest

STAFF = ("catalog:write", "inventory:read")
"""Products are public, one page at a time. Exporting all of them needs one of these scopes."""


class ProductFilters(InModel):
    q: SearchText | None = None
    active: bool | None = None
    in_stock: bool | None = None
    barcode: Barcode | None = None
    updated_from: Instant | None = None
    updated_to: Instant | None = None


class StockFilters(InModel):
    sku: IdentifierText | None = None
    location_code: Code | None = None
    below: Annotated[int, Field(le=10**9, ge=-(10**9))] | None = None
    at: Instant | None = None


class LedgerFilters(InModel):
    sku: IdentifierText | None = None
    location_code: Code | None = None
    kind: Kind | None = None
    order_id: Id | None = None
    reference: Reference | None = None
    since: Instant | None = Field(None, alias="from")
    until: Instant | None = Field(None, alias="to")


def exports(catalog: CatalogQueries, ledger_queries: LedgerQueries, currency: str) -> list[Exportable]:
    async def products(where: ProductFilters, wanted: PageRequest) -> Page[Product]:
        return await catalog.list_products(wanted, ProductFilter(**dict(where)))

    async def stock(where: StockFilters, wanted: PageRequest) -> Page[LevelView]:
        return await ledger_queries.list_levels(wanted, LevelFilter(**dict(where)))

    async def ledger(where: LedgerFilters, wanted: PageRequest) -> Page[EntryView]:
        return await ledger_queries.list_entries(wanted, EntryFilter(**dict(where)))

    def product(found: Product) -> ProductOut:
        return product_out(found, currency)

    reader = ["inventory:read"]
    return [
        exportable("products", STAFF, ProductFilters, columns=ProductOut, page=products, out=product, sort=["sku"]),
        exportable(
            "stock", reader, StockFilters, columns=LevelOut, page=stock, out=level_out, sort=["sku", "location_code"]
        ),
        exportable("ledger", reader, LedgerFilters, columns=LedgerEntryOut, page=ledger, out=entry_out, sort=["id"]),
    ]
