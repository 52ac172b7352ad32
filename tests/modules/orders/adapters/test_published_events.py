"""Every domain event of an order is published as an event of its own."""

from dataclasses import asdict, fields

import pytest

from modules.orders.adapters.outbound.sql.published_events import collect_events
from modules.orders.domain.order import events
from modules.orders.domain.order.events import DomainEvent
from modules.orders.public import EVENTS, OrderEvent
from tests.modules.orders.domain.order.test_order import placed
from tests.modules.orders.in_memory.transaction import InMemoryTransaction, StoreState
from tests.modules.orders.shop import METADATA

TYPES = [
    each
    for each in vars(events).values()
    if isinstance(each, type) and issubclass(each, DomainEvent) and hasattr(each, "name")
]
_STATE = {field.name for field in fields(DomainEvent)}
_FIRST_FIELDS = {"order_id", "customer_id", "status", "payment_status", "currency", "total_cents", "version"}


def published_types() -> dict[str, type[object]]:
    return {event.type.removeprefix("orders.").removeprefix("order."): event for event in EVENTS}


def test_each_published_event_has_a_domain_event() -> None:
    assert {each.name for each in TYPES} == set(published_types())


@pytest.mark.parametrize("type_", TYPES, ids=lambda type_: type_.name)
def test_a_domain_event_is_published_with_its_fields(type_: type[DomainEvent]) -> None:
    detail = {field.name: f"the {field.name}" for field in fields(type_) if field.name not in _STATE}
    order, tx = placed(), InMemoryTransaction(StoreState())
    order.take_events()
    order.record(type_, tx.now, METADATA, **detail)
    collect_events(tx, order)
    for write in tx.later:
        write()
    (recorded,) = tx.state.events
    event = recorded.event
    assert isinstance(event, OrderEvent)
    assert type(event) is published_types()[type_.name]
    own = {name: value for name, value in asdict(event).items() if name not in _FIRST_FIELDS}
    assert own == {name: value for name, value in detail.items() if name in own}
    assert own.keys() >= detail.keys() - {"reason"}
    assert (event.order_id, event.status, event.total_cents) == (order.id, order.status.value, order.totals.total_cents)
