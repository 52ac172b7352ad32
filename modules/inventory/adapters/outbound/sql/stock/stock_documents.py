"""Receipts and adjustments in PostgreSQL."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from modules.inventory.adapters.outbound.sql.tables import documents
from modules.inventory.ports.stock_documents import Deallocation, Document, DocumentFilter, DocumentLine, Kind
from shared.infra.sql.database import Database
from shared.infra.sql.queries.keyset import fetch_page
from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.paging import Page, PageRequest

_NEXT = "SELECT nextval(pg_get_serial_sequence('inventory.documents', 'id'))"


class SqlDocumentRepository:
    """Implements the port `DocumentRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def next_id(self) -> int:
        (row,) = await self._tx.fetch(_NEXT)
        return int(row[0])

    def add(self, document: Document) -> None:
        self._tx.insert(documents, [asdict(document)])


class SqlDocumentQueries:
    """Implements the port `DocumentQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_document(self, kind: Kind, document_id: int) -> Document | None:
        query = select(documents).where(documents.c.kind == kind, documents.c.id == document_id)
        async with self._database.read() as reading:
            row = (await reading.execute(query)).mappings().first()
        return None if row is None else _document(row)

    async def list_documents(self, kind: Kind, wanted: PageRequest, where: DocumentFilter) -> Page[Document]:
        query = select(documents).where(documents.c.kind == kind)
        if where.reference is not None:
            query = query.where(documents.c.reference == where.reference)
        if where.since is not None:
            query = query.where(documents.c.created_at >= where.since)
        if where.until is not None:
            query = query.where(documents.c.created_at < where.until)
        async with self._database.snapshot() as reading:
            exact = where == DocumentFilter()
            return await fetch_page(
                reading,
                query,
                {"id": documents.c.id, "created_at": documents.c.created_at},
                wanted=wanted,
                item=_document,
                exact=exact,
            )


def _document(row: Mapping[Any, Any]) -> Document:
    return Document(
        id=row["id"],
        kind=row["kind"],
        reason=row["reason"],
        reference=row["reference"],
        lines=[DocumentLine(**line) for line in row["lines"]],
        deallocated=[Deallocation(**lost) for lost in row["deallocated"]],
        actor=row["actor"],
        created_at=row["created_at"],
    )
