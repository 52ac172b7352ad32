"""The consumer of this module and its event types; the handler is in `event_handlers.py`."""

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
from shared.kernel.module import Consumer

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
"""All events that can change an order's figures."""

COUNT_ORDERS = Consumer("reports.count_orders", [event.type for event in COUNTED_EVENTS], batched=True)

CONSUMERS = (COUNT_ORDERS,)
