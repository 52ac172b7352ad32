"""Stock documents: booked receipts and adjustments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from shared.kernel.paging import Page, PageRequest

Kind = Literal["receipt", "adjustment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """A document line: the changes of a level and its balances after them."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Deallocation:
    """Units taken from an order, which waits for stock again."""

    order_id: int
    line_id: int
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`deallocated` are the units that an adjustment took from orders; empty for a receipt."""

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
    """The time range is half open: from `since`, before `until`."""

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
