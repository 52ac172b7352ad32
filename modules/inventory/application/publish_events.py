"""Publication of product, reservation and stock events."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from modules.inventory.domain.announced_availability import AnnouncedAvailability, Announcement
from modules.inventory.domain.product import Product
from modules.inventory.domain.reservation import OrderReservations
from modules.inventory.domain.reservation_release import MovedUnits
from modules.inventory.public import (
    Allocation,
    AvailabilityChanged,
    AvailabilityEvent,
    ProductEvent,
    ReservationEvent,
    StockAdjusted,
    StockBack,
    StockLow,
    StockOut,
    StockReceived,
    StockReturned,
)
from shared.kernel.events import EventMetadata, OutgoingEvent
from shared.kernel.transaction import Transaction

_EVENT_BY_ANNOUNCEMENT: Mapping[Announcement, type[AvailabilityEvent]] = {
    "out": StockOut,
    "back": StockBack,
    "low": StockLow,
    "availability": AvailabilityChanged,
}


def publish_product(tx: Transaction, fact: type[ProductEvent], changed: Product, cause: EventMetadata) -> None:
    """The event's sequence is the product's version."""
    event = fact(changed.sku, changed.version, changed.terms.active, changed.terms.price_cents)
    tx.record(OutgoingEvent(event, changed.sku, changed.version, cause))


def publish_reservation(
    tx: Transaction,
    fact: type[ReservationEvent],
    order: OrderReservations,
    given: Iterable[MovedUnits],
    cause: EventMetadata,
) -> None:
    """Publish a change of an order's units. Call it before the reservations are saved, as it sets their sequence."""
    concerned = list(given)
    units = tuple(Allocation(part.line_id, part.sku, place, count) for part, count, place in concerned)
    sequence = order.next_sequence(part for part, _, _ in concerned)
    tx.record(OutgoingEvent(fact(order.order_id, units), str(order.order_id), sequence, cause))


def publish_stock(
    tx: Transaction,
    announced: dict[str, AnnouncedAvailability],
    event: StockReceived | StockAdjusted | StockReturned,
    cause: EventMetadata,
) -> None:
    """Publish a change of a SKU's stock, with the next sequence of its announcements."""
    previous = announced[event.sku]
    announced[event.sku] = replace(previous, sequence=previous.sequence + 1)
    tx.record(OutgoingEvent(event, event.sku, previous.sequence + 1, cause))


def publish_availability(
    tx: Transaction, before: AnnouncedAvailability, said: Iterable[Announcement], available: int, cause: EventMetadata
) -> None:
    """Publish announcements about a SKU, in this order after its earlier ones."""
    for sequence, word in enumerate(said, before.sequence + 1):
        event = _EVENT_BY_ANNOUNCEMENT[word](before.sku, available)
        tx.record(OutgoingEvent(event, before.sku, sequence, cause))
