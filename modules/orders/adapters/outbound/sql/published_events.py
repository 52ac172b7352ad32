"""Maps an order's domain events to published events, when it is saved."""

from dataclasses import fields

from modules.orders.domain.order.events import DomainEvent
from modules.orders.domain.order.order import Order
from modules.orders.public import EVENTS, OrderEvent
from shared.kernel.events import OutgoingEvent
from shared.kernel.transaction import Transaction

_COMMON = len(fields(OrderEvent))
_EVENT_TYPES = {
    event.type.removeprefix("orders.").removeprefix("order."): (event, [f.name for f in fields(event)[_COMMON:]])
    for event in EVENTS
}
"""By the domain event's name: the published event, and its fields beside those of every order event."""


def collect_events(tx: Transaction, order: Order) -> None:
    """Record a published event for every new domain event, with the same sequence number, once."""
    for fact in order.take_events():
        tx.record(
            OutgoingEvent(
                _published(order, fact), aggregate_id=str(order.id), sequence=fact.sequence, metadata=fact.metadata
            )
        )


def _published(order: Order, fact: DomainEvent) -> OrderEvent:
    event, further = _EVENT_TYPES[fact.name]
    return event(
        order.id,
        order.buyer.customer_id,
        fact.status.value,
        fact.payment_status.value,
        order.currency,
        order.totals.total_cents,
        fact.version,
        *(getattr(fact, name) for name in further),
    )
