"""The only place where an order's facts become published events."""

from collections.abc import Mapping

from modules.orders.domain import events as facts
from modules.orders.domain.order import Order
from modules.orders.public import (
    OrderCancelled,
    OrderConfirmed,
    OrderEvent,
    OrderExpired,
    OrderHeld,
    OrderPlaced,
    OrderReleased,
    OrderUpdated,
)
from shared.kernel.events import Recorded
from shared.kernel.transaction import Transaction

_TOLD_AS: Mapping[type[facts.Fact], type[OrderEvent]] = {
    facts.Placed: OrderPlaced,
    facts.Confirmed: OrderConfirmed,
    facts.Expired: OrderExpired,
    facts.Cancelled: OrderCancelled,
    facts.Held: OrderHeld,
    facts.Released: OrderReleased,
}


def announce(tx: Transaction, order: Order) -> None:
    """Record an event for every fact not yet told; the facts' sequence is the events'."""
    for fact in order.facts:
        tx.record(Recorded(_told(order, fact), str(order.id), fact.sequence, fact.cause))


def _told(order: Order, fact: facts.Fact) -> OrderEvent:
    common = (
        order.id,
        order.buyer.customer_id,
        fact.status.value,
        fact.payment_status.value,
        order.currency,
        order.totals.total_cents,
        fact.version,
    )
    if isinstance(fact, facts.Updated):
        return OrderUpdated(*common, fields=fact.fields)
    return _TOLD_AS[type(fact)](*common)
