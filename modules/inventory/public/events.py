"""The events that inventory publishes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from modules.inventory.public.terms import Allocation
from shared.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ProductEvent(Event):
    aggregate_type: ClassVar[str] = "product"
    sku: str
    version: int
    active: bool
    price_cents: int


class ProductCreated(ProductEvent):
    type: ClassVar[str] = "inventory.product.created"


class ProductUpdated(ProductEvent):
    type: ClassVar[str] = "inventory.product.updated"


class ProductArchived(ProductEvent):
    type: ClassVar[str] = "inventory.product.archived"


@dataclass(frozen=True, slots=True)
class ReservationEvent(Event):
    """What happened to `units` of an order. They lie at their `location_code` after the fact (before it, if given
    back or consumed), None: are waited for. Deallocated: they turned out not to exist; filled: they have come;
    consumed: they have left the house; restored: they have not after all.
    """

    aggregate_type: ClassVar[str] = "reservation"
    order_id: int
    units: Sequence[Allocation]


class ReservationHeld(ReservationEvent):
    type: ClassVar[str] = "inventory.reservation.held"


class ReservationCommitted(ReservationEvent):
    type: ClassVar[str] = "inventory.reservation.committed"


class ReservationReleased(ReservationEvent):
    type: ClassVar[str] = "inventory.reservation.released"


class ReservationExpired(ReservationEvent):
    type: ClassVar[str] = "inventory.reservation.expired"


class ReservationFilled(ReservationEvent):
    type: ClassVar[str] = "inventory.reservation.filled"


class ReservationDeallocated(ReservationEvent):
    type: ClassVar[str] = "inventory.reservation.deallocated"


class ReservationConsumed(ReservationEvent):
    type: ClassVar[str] = "inventory.reservation.consumed"


class ReservationRestored(ReservationEvent):
    type: ClassVar[str] = "inventory.reservation.restored"


class ReservationReallocated(ReservationEvent):
    type: ClassVar[str] = "inventory.reservation.reallocated"


@dataclass(frozen=True, slots=True)
class StockReceived(Event):
    type: ClassVar[str] = "inventory.stock.received"
    aggregate_type: ClassVar[str] = "stock"
    sku: str
    location_code: str
    quantity: int
    on_hand: int
    available: int


@dataclass(frozen=True, slots=True)
class StockAdjusted(Event):
    type: ClassVar[str] = "inventory.stock.adjusted"
    aggregate_type: ClassVar[str] = "stock"
    sku: str
    location_code: str
    reason: str
    delta: int
    unavailable_delta: int
    on_hand: int
    available: int


@dataclass(frozen=True, slots=True)
class StockReturned(Event):
    """Goods of an order came back to the shelf; `disposition` is restock, quarantine or damaged."""

    type: ClassVar[str] = "inventory.stock.returned"
    aggregate_type: ClassVar[str] = "stock"
    sku: str
    location_code: str
    order_id: int
    disposition: str
    quantity: int
    on_hand: int
    available: int


@dataclass(frozen=True, slots=True)
class StockStanding(Event):
    """How many units can be had at all. Any change is told at most once a second."""

    aggregate_type: ClassVar[str] = "stock"
    sku: str
    available: int


class StockLow(StockStanding):
    type: ClassVar[str] = "inventory.stock.low"


class StockOut(StockStanding):
    type: ClassVar[str] = "inventory.stock.out"


class StockBack(StockStanding):
    type: ClassVar[str] = "inventory.stock.back"


class AvailabilityChanged(StockStanding):
    type: ClassVar[str] = "inventory.availability.changed"


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
    type: ClassVar[str] = "inventory.transfer.created"


class TransferShipped(TransferEvent):
    type: ClassVar[str] = "inventory.transfer.shipped"


class TransferReceived(TransferEvent):
    type: ClassVar[str] = "inventory.transfer.received"


class TransferClosed(TransferEvent):
    type: ClassVar[str] = "inventory.transfer.closed"


class TransferCancelled(TransferEvent):
    type: ClassVar[str] = "inventory.transfer.cancelled"
