"""The consumers of this module and their event types; the handlers are in `event_handlers.py`."""

from modules.inventory.public import (
    AvailabilityChanged,
    ProductArchived,
    ProductUpdated,
    ReservationCommitted,
    ReservationDeallocated,
    ReservationExpired,
    ReservationFilled,
    ReservationHeld,
    ReservationReallocated,
    ReservationReleased,
    StockAdjusted,
    StockOut,
    StockReceived,
    StockReturned,
    TransferReceived,
    TransferShipped,
)
from shared.kernel.module import Consumer

AVAILABILITY_EVENTS = (
    ReservationHeld,
    ReservationCommitted,
    ReservationReleased,
    ReservationExpired,
    ReservationFilled,
    ReservationDeallocated,
    ReservationReallocated,
    StockReceived,
    StockAdjusted,
    StockReturned,
    TransferShipped,
    TransferReceived,
    ProductUpdated,
)

STOREFRONT_EVENTS = (ProductUpdated, ProductArchived, AvailabilityChanged, StockOut)
"""Every change of stock leads to one of these within a second. A new product is not cached yet.

The list is minimal because each event is a delivery; a catalogue import causes thousands.
"""

PUBLISH_AVAILABILITY = Consumer(
    "inventory.publish_availability", [event.type for event in AVAILABILITY_EVENTS], batched=True
)
INVALIDATE_CACHE = Consumer(
    "inventory.invalidate_cache", [event.type for event in STOREFRONT_EVENTS], external=True, batched=True
)

CONSUMERS = (PUBLISH_AVAILABILITY, INVALIDATE_CACHE)
