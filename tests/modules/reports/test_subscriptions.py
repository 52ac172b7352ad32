"""Reports subscribe to every event that changes an order's figures."""

from collections.abc import Sequence
from copy import deepcopy

from hypothesis import example, given
from hypothesis import strategies as st

from modules.orders.application.queries.sales_export import sale_of
from modules.orders.domain.sales_snapshot import SALES_EVENTS, SalesEvent
from modules.orders.public import OrderSale
from modules.reports.adapters.inbound.consumers import COUNTED_EVENTS
from shared.kernel.errors import DomainError
from tests.modules.orders.fulfillment_scenario import FulfillmentScenario
from tests.modules.orders.scenario_steps import STEPS, Step, apply_step

SUBSCRIBED = {event.type.removeprefix("orders.").removeprefix("order.") for event in COUNTED_EVENTS}
"""By the names of the order's domain events."""


SETTLED_BY_A_RETURN = [("send_back", 0, 1, 2), ("pay", 0, 1, 2), ("refund", 0, 1, 1)]
"""Two units are returned, and all but their price is paid before they are credited."""


@given(st.lists(STEPS, min_size=5, max_size=40), st.sampled_from(["manual", "invoice"]))
@example(SETTLED_BY_A_RETURN, "invoice")
def test_every_event_that_changes_a_sale_is_subscribed(steps: list[Step], payment_method: str) -> None:
    goods = FulfillmentScenario(payment_method=payment_method)
    for step in steps:
        attempt = deepcopy(goods)
        try:
            apply_step(attempt, step)
        except DomainError:
            continue
        event_names = [fact.name for fact in attempt.order.events[len(goods.order.events) :]]
        if _sale_of(attempt) != _sale_of(goods):
            assert SUBSCRIBED & set(event_names), (step, event_names)
        goods = attempt


def _sale_of(goods: FulfillmentScenario) -> OrderSale | None:
    history: Sequence[SalesEvent] = [
        SalesEvent(fact.sequence, fact.at, fact.name, getattr(fact, "refund_id", None), fact.payment_status)
        for fact in goods.order.events
        if fact.name in SALES_EVENTS
    ]
    return sale_of(goods.order, history)
