"""The consumers of this module and their event types; the handlers are in `event_handlers.py`."""

from modules.orders.public import (
    OrderConfirmed,
    OrderMailRequested,
    RefundFailed,
    RefundSucceeded,
    ShipmentCreated,
)
from modules.users.public import (
    PasswordResetRequested,
    UserEmailVerificationRequested,
    UserPasswordChanged,
    UserRegistered,
)
from shared.kernel.module import Consumer

WELCOME = Consumer("notifications.welcome", [UserRegistered.type], external=True)
ORDER_CONFIRMED = Consumer("notifications.order_confirmed", [OrderConfirmed.type], external=True)
ORDER_SHIPPED = Consumer("notifications.order_shipped", [ShipmentCreated.type], external=True)
ORDER_REFUNDED = Consumer("notifications.order_refunded", [RefundSucceeded.type], external=True)
REFUND_FAILED = Consumer("notifications.refund_failed", [RefundFailed.type], external=True)
ORDER_MAIL_REQUESTED = Consumer("notifications.order_mail_requested", [OrderMailRequested.type], external=True)
PASSWORD_RESET = Consumer("notifications.password_reset", [PasswordResetRequested.type], external=True)
EMAIL_VERIFICATION = Consumer(
    "notifications.email_verification",
    [UserRegistered.type, UserEmailVerificationRequested.type],
    external=True,
)
PASSWORD_CHANGED = Consumer("notifications.password_changed", [UserPasswordChanged.type], external=True)

CONSUMERS = (
    WELCOME,
    ORDER_CONFIRMED,
    ORDER_SHIPPED,
    ORDER_REFUNDED,
    REFUND_FAILED,
    ORDER_MAIL_REQUESTED,
    PASSWORD_RESET,
    EMAIL_VERIFICATION,
    PASSWORD_CHANGED,
)
