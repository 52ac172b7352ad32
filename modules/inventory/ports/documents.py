"""Receipts and adjustments as they were booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from shared.kernel.paging import Page, PageRequest

Kind = Literal["receipt", "adjustment"]


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One line of a document: what changed at a place and how the place stood after it."""

    ledger_id: int
    ledger_seq: int
    sku: str
    location_code: str
    delta: int
    unavailable_delta: int
    on_hand: int
    reserved: int
    unavailable: int

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved - self.unavailable


@dataclass(frozen=True, slots=True)
class Deallocation:
    """Units that an order has to wait for again."""

    order_id: int
    line_id: int
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Document:
    """`deallocated` of an adjustment: who lost what; empty for a receipt."""

    id: int
    kind: Kind
    reason: str | None
    reference: str | None
    lines: Sequence[DocumentLine]
    deallocated: Sequence[Deallocation]
    actor: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """Times are half open: from `since` on, before `until`."""

    reference: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class DocumentRepository(Protocol):
    async def next_id(self) -> int: ...

    def add(self, document: Document) -> None: ...


class DocumentQueries(Protocol):
    """The documents for reading."""

    async def get_document(self, kind: Kind, document_id: int) -> Document | None: ...

    async def list_documents(self, kind: Kind, wanted: PageRequest, where: DocumentFilter) -> Page[Document]:
        """Sort: id."""
        ...
