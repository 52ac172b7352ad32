"""The event consumers of inventory: announcements of availability, and cache invalidation."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from modules.inventory.application.catalogue.invalidate_storefront import InvalidateStorefront
from modules.inventory.application.stock.publish_availability import PublishAvailability
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
from shared.kernel.events import ReceivedEvent
from shared.kernel.module import Subscription
from shared.kernel.transaction import Transaction

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


def subscriptions(
    publish_availability: PublishAvailability, invalidate_storefront: InvalidateStorefront
) -> list[Subscription]:
    async def follow_stock(tx: Transaction, events: Sequence[ReceivedEvent]) -> None:
        await publish_availability(tx, _skus(events), events[-1].metadata)

    async def forget_cached(events: Sequence[ReceivedEvent]) -> None:
        await invalidate_storefront(_skus(events), max(event.occurred_at for event in events))

    return [
        Subscription(
            "inventory.publish_availability", [fact.type for fact in AVAILABILITY_EVENTS], batch_handler=follow_stock
        ),
        Subscription(
            "inventory.invalidate_cache",
            [fact.type for fact in STOREFRONT_EVENTS],
            external_batch_handler=forget_cached,
        ),
    ]


def _skus(events: Sequence[ReceivedEvent]) -> list[str]:
    """The SKUs of the events, sorted and without duplicates."""
    return sorted({sku for event in events for sku in _named(event.data)})


def _named(data: Mapping[str, object]) -> list[str]:
    if "sku" in data:
        return [str(data["sku"])]
    units = cast("Sequence[Mapping[str, Any]]", data["units"])
    return [str(unit["sku"]) for unit in units]
