"""Request and response models of receipts and adjustments."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from modules.inventory.adapters.inbound.http.models.locations import Code
from modules.inventory.adapters.inbound.http.models.stock import DeallocationOut, Reference, Shortfall, deallocated_out
from modules.inventory.ports.stock_documents import Document, DocumentLine
from shared.infra.http.requests.fields import IdentifierText, InModel, OutModel, Reason
from shared.infra.http.requests.quantities import PositiveUnits, UnitsDelta

MAX_LINES = 500


class ReceiptLineIn(InModel):
    """Units of a SKU that arrived at a location."""

    sku: IdentifierText = Field(examples=["85123A"])
    quantity: PositiveUnits = Field(examples=[100])
    location_code: Code = "MAIN"


class ReceiptIn(InModel):
    """Units that arrived, by SKU and location; all lines are applied, or none."""

    lines: Annotated[list[ReceiptLineIn], Field(min_length=1, max_length=MAX_LINES)]
    reason: Reason | None = None
    reference: Reference | None = Field(None, description="Your own reference, to filter by.")


class AdjustmentLineIn(InModel):
    """A change to the stock of a SKU at a location, in units."""

    sku: IdentifierText = Field(examples=["85123A"])
    location_code: Code = "MAIN"
    delta: UnitsDelta = Field(examples=[-2], description="Change of the units on hand.")
    unavailable_delta: UnitsDelta = Field(0, description="Change of the units that cannot be sold.")


class AdjustmentIn(InModel):
    """Changes to stock levels for one reason; all lines are applied, or none."""

    reason: Literal["count", "damage", "theft", "found", "correction"]
    lines: Annotated[list[AdjustmentLineIn], Field(min_length=1, max_length=MAX_LINES)]
    on_shortfall: Shortfall = "reject"
    reference: Reference | None = Field(None, description="Your own reference, to filter by.")


class DocumentLineOut(OutModel):
    """A ledger entry with the resulting stock level."""

    ledger_id: int
    ledger_seq: int
    sku: str
    location_code: str
    delta: int
    unavailable_delta: int
    on_hand: int
    reserved: int
    unavailable: int
    available: int


class ReceiptOut(OutModel):
    """A stored receipt with its resulting levels."""

    id: int
    reason: str | None
    reference: str | None
    lines: list[DocumentLineOut]
    created_by: str
    created_at: datetime


class AdjustmentOut(ReceiptOut):
    """A stored adjustment with its resulting levels."""

    deallocated: list[DeallocationOut] = Field(description="Units taken from orders, which wait for stock again.")


def receipt_out(document: Document) -> ReceiptOut:
    return ReceiptOut(
        id=document.id,
        reason=document.reason,
        reference=document.reference,
        lines=[_line_out(line) for line in document.lines],
        created_by=document.actor,
        created_at=document.created_at,
    )


def adjustment_out(document: Document) -> AdjustmentOut:
    lost = [deallocated_out(lost) for lost in document.deallocated]
    return AdjustmentOut(**dict(receipt_out(document)), deallocated=lost)


def _line_out(line: DocumentLine) -> DocumentLineOut:
    return DocumentLineOut(
        ledger_id=line.ledger_id,
        ledger_seq=line.ledger_seq,
        sku=line.sku,
        location_code=line.location_code,
        delta=line.delta,
        unavailable_delta=line.unavailable_delta,
        on_hand=line.on_hand,
        reserved=line.reserved,
        unavailable=line.unavailable,
        available=line.available,
    )
