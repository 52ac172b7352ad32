"""The events that inventory publishes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from modules.inventory.public.terms import Allocation
from modules.inventory.public.transfer_events import (
    TransferCancelled,
    TransferClosed,
    TransferCreated,
    TransferReceived,
    TransferShipped,
)
from shared.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ProductEvent(Event):
    """The product as it stands after the fact: `version` tells which reading of it is newer."""

    aggregate_type: ClassVar[str] = "product"
    sku: str
    version: int
    active: bool
    price_cents: int


class ProductCreated(ProductEvent):
    """There is something new to sell."""

    type: ClassVar[str] = "inventory.product.created"


class ProductUpdated(ProductEvent):
    """What it is, costs or how it is kept has changed."""

    type: ClassVar[str] = "inventory.product.updated"


class ProductArchived(ProductEvent):
    """It is sold no longer."""

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
    """Units were set aside for an order, until it is paid or its time is up."""

    type: ClassVar[str] = "inventory.reservation.held"


class ReservationCommitted(ReservationEvent):
    """The order's units are its own now."""

    type: ClassVar[str] = "inventory.reservation.committed"


class ReservationReleased(ReservationEvent):
    """Units were given back."""

    type: ClassVar[str] = "inventory.reservation.released"


class ReservationExpired(ReservationEvent):
    """The time of the hold was up: its units are free again."""

    type: ClassVar[str] = "inventory.reservation.expired"


class ReservationFilled(ReservationEvent):
    """Units that were waited for have come."""

    type: ClassVar[str] = "inventory.reservation.filled"


class ReservationDeallocated(ReservationEvent):
    """Committed units turned out not to exist, and are waited for."""

    type: ClassVar[str] = "inventory.reservation.deallocated"


class ReservationConsumed(ReservationEvent):
    """Units have left the house."""

    type: ClassVar[str] = "inventory.reservation.consumed"


class ReservationRestored(ReservationEvent):
    """Units that had left the house are back, committed as before."""

    type: ClassVar[str] = "inventory.reservation.restored"


class ReservationReallocated(ReservationEvent):
    """Committed units come from another location now."""

    type: ClassVar[str] = "inventory.reservation.reallocated"


@dataclass(frozen=True, slots=True)
class StockReceived(Event):
    """Goods came in."""

    type: ClassVar[str] = "inventory.stock.received"
    aggregate_type: ClassVar[str] = "stock"
    sku: str
    location_code: str
    quantity: int
    on_hand: int
    available: int


@dataclass(frozen=True, slots=True)
class StockAdjusted(Event):
    """The books were brought in line with what is there; `reason` says why they were not."""

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
class AvailabilityEvent(Event):
    """How many units can be had at all. Any change is told at most once a second."""

    aggregate_type: ClassVar[str] = "stock"
    sku: str
    available: int


class StockLow(AvailabilityEvent):
    """No more are available than the product's threshold."""

    type: ClassVar[str] = "inventory.stock.low"


class StockOut(AvailabilityEvent):
    """None are available."""

    type: ClassVar[str] = "inventory.stock.out"


class StockBack(AvailabilityEvent):
    """There are more again than the threshold."""

    type: ClassVar[str] = "inventory.stock.back"


class AvailabilityChanged(AvailabilityEvent):
    """Another number is available; told at most once a second."""

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
"""Everything this module publishes."""
