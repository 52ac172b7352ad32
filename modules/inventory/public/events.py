"""The events that inventory publishes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from modules.inventory.public.transfer_events import (
    TransferCancelled,
    TransferClosed,
    TransferCreated,
    TransferReceived,
    TransferShipped,
)
from modules.inventory.public.types import Allocation
from shared.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ProductEvent(Event):
    """The product after the event. `version` orders the events of a product."""

    aggregate_type: ClassVar[str] = "product"
    sku: str
    version: int
    active: bool
    price_cents: int


class ProductCreated(ProductEvent):
    """A product was created."""

    type: ClassVar[str] = "inventory.product.created"


class ProductUpdated(ProductEvent):
    """A product was updated."""

    type: ClassVar[str] = "inventory.product.updated"


class ProductArchived(ProductEvent):
    """A product was archived and cannot be ordered."""

    type: ClassVar[str] = "inventory.product.archived"


@dataclass(frozen=True, slots=True)
class ReservationEvent(Event):
    """A change of an order's `units`.

    `location_code` is their location after the event; for released, expired and consumed units the one before it.
    None means backordered.
    """

    aggregate_type: ClassVar[str] = "reservation"
    order_id: int
    units: Sequence[Allocation]


class ReservationHeld(ReservationEvent):
    """Units were reserved for an order until it is paid or the hold expires."""

    type: ClassVar[str] = "inventory.reservation.held"


class ReservationCommitted(ReservationEvent):
    """The order's holds were committed."""

    type: ClassVar[str] = "inventory.reservation.committed"


class ReservationReleased(ReservationEvent):
    """Reserved units were released."""

    type: ClassVar[str] = "inventory.reservation.released"


class ReservationExpired(ReservationEvent):
    """A hold expired and its units were released."""

    type: ClassVar[str] = "inventory.reservation.expired"


class ReservationFilled(ReservationEvent):
    """Stock was allocated to backordered units."""

    type: ClassVar[str] = "inventory.reservation.filled"


class ReservationDeallocated(ReservationEvent):
    """Reserved units turned out to be missing and are backordered."""

    type: ClassVar[str] = "inventory.reservation.deallocated"


class ReservationConsumed(ReservationEvent):
    """Committed units were shipped."""

    type: ClassVar[str] = "inventory.reservation.consumed"


class ReservationRestored(ReservationEvent):
    """A shipment was undone: its units are committed again."""

    type: ClassVar[str] = "inventory.reservation.restored"


class ReservationReallocated(ReservationEvent):
    """Committed units were moved to another location."""

    type: ClassVar[str] = "inventory.reservation.reallocated"


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReceived(Event):
    """Stock was received."""

    type: ClassVar[str] = "inventory.stock.received"
    aggregate_type: ClassVar[str] = "stock"
    sku: str
    location_code: str
    quantity: int
    on_hand: int
    available: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAdjusted(Event):
    """A stock level was corrected for the given `reason`."""

    type: ClassVar[str] = "inventory.stock.adjusted"
    aggregate_type: ClassVar[str] = "stock"
    sku: str
    location_code: str
    reason: str
    delta: int
    unavailable_delta: int
    on_hand: int
    available: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StockReturned(Event):
    """Units of an order were returned to stock. `disposition` is restock, quarantine or damaged."""

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
class AvailabilityEvent(Event):
    """The available units over all locations that fulfill online orders."""

    aggregate_type: ClassVar[str] = "stock"
    sku: str
    available: int


class StockLow(AvailabilityEvent):
    """Availability is at or below the product's low-stock threshold."""

    type: ClassVar[str] = "inventory.stock.low"


class StockOut(AvailabilityEvent):
    """No unit is available any more."""

    type: ClassVar[str] = "inventory.stock.out"


class StockBack(AvailabilityEvent):
    """Units are available again."""

    type: ClassVar[str] = "inventory.stock.back"


class AvailabilityChanged(AvailabilityEvent):
    """The available quantity changed. Published at most once a second per SKU."""

    type: ClassVar[str] = "inventory.availability.changed"


EVENTS: Sequence[type[Event]] = (
    ProductCreated,
    ProductUpdated,
    ProductArchived,
    ReservationHeld,
    ReservationCommitted,
    ReservationReleased,
    ReservationExpired,
    ReservationFilled,
    ReservationDeallocated,
    ReservationConsumed,
    ReservationRestored,
    ReservationReallocated,
    StockReceived,
    StockAdjusted,
    StockReturned,
    StockLow,
    StockOut,
    StockBack,
    AvailabilityChanged,
    TransferCreated,
    TransferShipped,
    TransferReceived,
    TransferClosed,
    TransferCancelled,
)
"""All events of this module."""
