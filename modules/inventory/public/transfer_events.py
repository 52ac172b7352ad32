"""Events of stock transfers between locations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from shared.kernel.events import Event


@dataclass(frozen=True, slots=True)
class TransferUnits:
    """Units of a SKU in a transition: `quantity` in total, `damaged` of them unsaleable."""

    sku: str
    quantity: int
    damaged: int = 0


@dataclass(frozen=True, slots=True)
class TransferEvent(Event):
    """`units` are planned (created, cancelled), shipped, received by this event, or lost (closed)."""

    aggregate_type: ClassVar[str] = "transfer"
    transfer_id: int
    status: str
    from_location_code: str
    to_location_code: str
    units: Sequence[TransferUnits]
    version: int


class TransferCreated(TransferEvent):
    """A draft transfer was created."""

    type: ClassVar[str] = "inventory.transfer.created"


class TransferShipped(TransferEvent):
    """The units left the source and are on hand nowhere."""

    type: ClassVar[str] = "inventory.transfer.shipped"


class TransferReceived(TransferEvent):
    """Some or all units arrived."""

    type: ClassVar[str] = "inventory.transfer.received"


class TransferClosed(TransferEvent):
    """The units still in transit were written off."""

    type: ClassVar[str] = "inventory.transfer.closed"


class TransferCancelled(TransferEvent):
    """A draft was cancelled."""

    type: ClassVar[str] = "inventory.transfer.cancelled"
