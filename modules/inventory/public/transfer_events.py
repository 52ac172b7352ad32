"""What is told of goods on their way from one location to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from shared.kernel.events import Event


@dataclass(frozen=True, slots=True)
class TransferUnits:
    """Units of a SKU that a step was about: `quantity` in all, `damaged` of them unsaleable."""

    sku: str
    quantity: int
    damaged: int = 0


@dataclass(frozen=True, slots=True)
class TransferEvent(Event):
    """`units` are those planned (created, cancelled), sent, received by this step, or given up for lost (closed)."""

    aggregate_type: ClassVar[str] = "transfer"
    transfer_id: int
    status: str
    from_location_code: str
    to_location_code: str
    units: Sequence[TransferUnits]
    version: int


class TransferCreated(TransferEvent):
    """Units are planned to go from one location to another."""

    type: ClassVar[str] = "inventory.transfer.created"


class TransferShipped(TransferEvent):
    """They have left, and are in neither place's stock."""

    type: ClassVar[str] = "inventory.transfer.shipped"


class TransferReceived(TransferEvent):
    """Some or all have arrived."""

    type: ClassVar[str] = "inventory.transfer.received"


class TransferClosed(TransferEvent):
    """Nothing more is expected to arrive."""

    type: ClassVar[str] = "inventory.transfer.closed"


class TransferCancelled(TransferEvent):
    """It was called off before anything left."""

    type: ClassVar[str] = "inventory.transfer.cancelled"
