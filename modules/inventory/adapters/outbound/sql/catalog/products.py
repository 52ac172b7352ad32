"""The repository of products in PostgreSQL."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from modules.inventory.adapters.outbound.sql.catalog.announced_availability import announced_availability_row
from modules.inventory.adapters.outbound.sql.catalog.product_mapping import COLUMNS, product_of, row_of
from modules.inventory.adapters.outbound.sql.tables import announced_availability, products, stock_levels
from modules.inventory.domain.announced_availability import AnnouncedAvailability
from modules.inventory.domain.product import Product
from modules.inventory.domain.stock import DEFAULT_LOCATION
from shared.infra.sql.transaction import SqlTransaction

_MANY = f"SELECT {COLUMNS} FROM inventory.products WHERE sku = ANY($1::text[]) ORDER BY sku FOR NO KEY UPDATE"  # noqa: S608

_EXISTING = "SELECT sku FROM inventory.products WHERE sku = ANY($1::text[])"

_HOLDERS = "SELECT barcode, sku FROM inventory.barcodes WHERE barcode = ANY($1::text[])"


class SqlProductRepository:
    """Implements the port `ProductRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def get(self, sku: str) -> Product | None:
        return (await self.many([sku])).get(sku)

    async def many(self, skus: Sequence[str]) -> Mapping[str, Product]:
        return {row["sku"]: product_of(row) for row in await self._tx.fetch(_MANY, skus)}

    async def existing(self, skus: Sequence[str]) -> Collection[str]:
        return {row[0] for row in await self._tx.fetch(_EXISTING, list(skus))}

    async def holders(self, barcodes: Collection[str]) -> Mapping[str, str]:
        await self._tx.flush()
        return {row[0]: row[1] for row in await self._tx.fetch(_HOLDERS, list(barcodes))}

    async def add(self, added: Iterable[Product]) -> None:
        new = list(added)
        self._tx.insert(products, map(row_of, new))
        self._tx.insert(stock_levels, ({"sku": product.sku, "location_code": DEFAULT_LOCATION} for product in new))
        self._tx.insert(
            announced_availability, (announced_availability_row(AnnouncedAvailability(product.sku)) for product in new)
        )
        await self._tx.flush()
        self._collect_events(new)

    async def save(self, changed: Iterable[Product]) -> None:
        after = list(changed)
        self._tx.update(products, ("sku",), map(row_of, after))
        self._collect_events(after)

    def _collect_events(self, saved: Iterable[Product]) -> None:
        for product in saved:
            self._tx.collect(product.events)
