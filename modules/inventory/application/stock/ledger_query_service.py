"""Queries of levels, the ledger and stock documents."""

from modules.inventory.domain.product import sku_format
from modules.inventory.ports.ledger_queries import (
    EntryFilter,
    EntryView,
    LedgerQueries,
    LedgerVerification,
    LevelFilter,
    LevelView,
    LowStock,
)
from modules.inventory.ports.stock_documents import Document, DocumentFilter, DocumentQueries, Kind
from modules.inventory.public import InventoryPolicy
from shared.kernel.errors import NotFound
from shared.kernel.paging import Page, PageRequest


class LedgerQueryService:
    """The `get_` methods raise NotFound."""

    def __init__(self, ledger: LedgerQueries, documents: DocumentQueries, policy: InventoryPolicy) -> None:
        self._ledger = ledger
        self._documents = documents
        self._policy = policy
        self._sku_format = sku_format(policy.sku_pattern)

    async def get_level(self, sku: str, location_code: str) -> LevelView:
        level = await self._ledger.get_level(sku, location_code)
        if level is None:
            raise NotFound("stock level")
        return level

    async def list_levels(self, wanted: PageRequest, where: LevelFilter) -> Page[LevelView]:
        """Raises Invalid for a malformed SKU."""
        page = await self._ledger.list_levels(wanted, where)
        return self._sku_format.filtered_page(page, wanted, where.sku, pointer="/query/sku")

    async def list_low_stock(self, wanted: PageRequest, threshold: int | None) -> Page[LowStock]:
        """By the product's own threshold, else the given one, else the shop's default."""
        return await self._ledger.list_low_stock(wanted, threshold, self._policy.low_stock_default)

    async def get_entry(self, entry_id: int) -> EntryView:
        entry = await self._ledger.get_entry(entry_id)
        if entry is None:
            raise NotFound("ledger entry")
        return entry

    async def list_entries(self, wanted: PageRequest, where: EntryFilter) -> Page[EntryView]:
        """Raises Invalid for a malformed SKU."""
        page = await self._ledger.list_entries(wanted, where)
        return self._sku_format.filtered_page(page, wanted, where.sku, pointer="/query/sku")

    async def verify(self, sku: str | None = None, location_code: str | None = None) -> LedgerVerification:
        return await self._ledger.verify(sku, location_code)

    async def get_document(self, kind: Kind, document_id: int) -> Document:
        document = await self._documents.get_document(kind, document_id)
        if document is None:
            raise NotFound(kind)
        return document

    async def list_documents(self, kind: Kind, wanted: PageRequest, where: DocumentFilter) -> Page[Document]:
        return await self._documents.list_documents(kind, wanted, where)
