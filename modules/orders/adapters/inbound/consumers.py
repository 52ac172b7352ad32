"""The consumers of this module and their event types; the handlers are in `event_handlers.py`."""

from modules.inventory.public import ReservationDeallocated, ReservationFilled
from modules.orders.public import (
    OrderCancelled,
    OrderErased,
    OrderUpdated,
    PaymentCreated,
    PaymentReported,
    RefundCreated,
    ShipmentCreated,
)
from modules.users.public import UserDeleted, UserEmailVerified
from shared.kernel.module import Consumer

SETTLEMENT_EVENTS = (PaymentCreated, PaymentReported, RefundCreated, ShipmentCreated, OrderCancelled, OrderUpdated)
"""Events after which a provider request may be due."""

SETTLE_PAYMENTS = Consumer(
    "orders.settle_payments", [event.type for event in SETTLEMENT_EVENTS], external=True, batched=True
)
APPLY_STOCK_MOVEMENTS = Consumer("orders.apply_stock_movements", [ReservationFilled.type, ReservationDeallocated.type])
CLAIM_GUEST_ORDERS = Consumer("orders.claim_guest_orders", [UserEmailVerified.type])
ERASE_CUSTOMER = Consumer("orders.erase_customer", [UserDeleted.type, OrderErased.type])

CONSUMERS = (SETTLE_PAYMENTS, APPLY_STOCK_MOVEMENTS, CLAIM_GUEST_ORDERS, ERASE_CUSTOMER)
