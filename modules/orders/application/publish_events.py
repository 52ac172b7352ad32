"""The only place where an order's facts become published events."""

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
"""By the fact's name: its event, and what the event tells beside the order's standing."""


def publish_events(tx: Transaction, order: Order) -> None:
    """Record an event for every fact not yet told; the facts' sequence is the events'."""
    for fact in order.events:
        tx.record(OutgoingEvent(_published(order, fact), str(order.id), fact.sequence, fact.cause))


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
