"""Request and response models of transfers."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from modules.inventory.adapters.inbound.http.models.documents import MAX_LINES
from modules.inventory.adapters.inbound.http.models.locations import Code
from modules.inventory.domain.transfer import Transfer, TransferLine
from shared.infra.http.requests.fields import PROSE, IdentifierText, InModel, OutModel
from shared.infra.http.requests.quantities import PositiveUnits, Units

Status = Literal["draft", "in_transit", "received", "closed", "cancelled"]
TransferNote = Annotated[str, StringConstraints(min_length=1, max_length=500), PROSE]


class TransferLineIn(InModel):
    """Units of a SKU to move."""

    sku: IdentifierText = Field(examples=["85123A"])
    quantity: PositiveUnits = Field(examples=[12])


class TransferIn(InModel):
    """Units to move from one location to another."""

    from_location_code: Code = Field(examples=["MAIN"])
    to_location_code: Code = Field(examples=["LEEDS"])
    lines: Annotated[list[TransferLineIn], Field(min_length=1, max_length=MAX_LINES)]
    note: TransferNote | None = None


class TransferReceiptLineIn(InModel):
    """Units of a SKU that arrived, undamaged and damaged."""

    sku: IdentifierText = Field(examples=["85123A"])
    received: Units = Field(0, examples=[11], description="Received units that can be sold.")
    damaged: Units = Field(0, examples=[1], description="Received units that cannot be sold.")


class TransferReceiptIn(InModel):
    """The units of a transfer that arrived."""

    lines: Annotated[list[TransferReceiptLineIn], Field(min_length=1, max_length=MAX_LINES)]


class TransferClosingIn(InModel):
    """What happens to the units that did not arrive."""

    lost: Units | None = Field(
        None, examples=[1], description="Number of units still in transit. Omit it to write off all of them unchecked."
    )


class TransferLineOut(OutModel):
    """`quantity` is the planned number. Shipped units are received, damaged, lost or in transit."""

    sku: str
    quantity: int
    shipped: int
    received: int
    damaged: int
    lost: int
    in_transit: int


class TransferOut(OutModel):
    """A transfer of stock between two locations."""

    id: int
    status: Status
    from_location_code: str
    to_location_code: str
    lines: list[TransferLineOut]
    note: str | None
    created_by: str
    created_at: datetime
    updated_at: datetime
    shipped_at: datetime | None
    version: int


def transfer_out(transfer: Transfer) -> TransferOut:
    return TransferOut(
        id=transfer.id,
        status=transfer.status.value,
        from_location_code=transfer.source,
        to_location_code=transfer.target,
        lines=[_line_out(line) for line in transfer.lines],
        note=transfer.note,
        created_by=transfer.actor,
        created_at=transfer.created_at,
        updated_at=transfer.updated_at,
        shipped_at=transfer.shipped_at,
        version=transfer.version,
    )


def _line_out(line: TransferLine) -> TransferLineOut:
    return TransferLineOut(
        sku=line.sku,
        quantity=line.quantity,
        shipped=line.shipped,
        received=line.received,
        damaged=line.damaged,
        lost=line.lost,
        in_transit=line.in_transit,
    )
