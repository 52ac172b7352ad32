"""Orders as sales."""

from collections.abc import Sequence
from datetime import timedelta

from modules.orders.application.queries.sales_export import sale_of
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.refund import RefundItem
from modules.orders.domain.sales_snapshot import SALES_EVENTS, SalesEvent
from modules.orders.domain.settlement import refund_policy
from modules.orders.public import OrderSale
from tests.modules.orders.fulfillment_scenario import NOW
from tests.modules.orders.shop import METADATA

LATER = NOW + timedelta(days=3)
"""Of 3 A and 2 B at 1,000 with 500 of shipping."""


def history(order: Order) -> Sequence[SalesEvent]:
    return [
        SalesEvent(fact.sequence, fact.at, fact.name, getattr(fact, "refund_id", None), fact.payment_status)
        for fact in order.events
        if fact.name in SALES_EVENTS
    ]


def sale(order: Order) -> OrderSale:
    reported = sale_of(order, history(order))
    assert reported is not None
    return reported


def give_back(order: Order, cents: int, *items: RefundItem, shipping: int = 0) -> None:
    instruction = refund_policy.RefundRequest(
        amount_cents=cents, shipping_cents=shipping, items=items, reason="broken", origin="return"
    )
    refund_policy.create_refund(order, len(order.refunds) + 1, instruction, LATER, METADATA)
