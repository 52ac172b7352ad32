"""Event subscriptions of the reports module: all events that can change an order's figures."""

from collections.abc import Sequence
from typing import cast

from modules.orders.public import (
    OrderCancelled,
    OrderConfirmed,
    OrderUpdated,
    PaymentCaptured,
    PaymentVoided,
    RefundFailed,
    RefundSucceeded,
    ReturnReceived,
    ReturnRefunded,
    ReturnReopened,
)
from modules.reports.application.count_orders import CountOrders
from shared.kernel.events import ReceivedEvent
from shared.kernel.module import Subscription
from shared.kernel.transaction import Transaction

COUNTED_EVENTS = (
    OrderConfirmed,
    OrderCancelled,
    OrderUpdated,
    PaymentCaptured,
    PaymentVoided,
    RefundSucceeded,
    RefundFailed,
    ReturnReceived,
    ReturnRefunded,
    ReturnReopened,
)


def subscriptions(count_orders: CountOrders) -> list[Subscription]:
    async def count(tx: Transaction, events: Sequence[ReceivedEvent]) -> None:
        await count_orders(tx, {cast("int", event.data["order_id"]) for event in events})

    return [Subscription("reports.count_orders", [event.type for event in COUNTED_EVENTS], batch_handler=count)]
