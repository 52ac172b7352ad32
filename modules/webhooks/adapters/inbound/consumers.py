"""The consumers of this module and their event types; the handlers are in `event_handlers.py`."""

from shared.kernel.module import Consumer

USER_DELETED = "users.user.deleted"
ORDER_ERASED = "orders.order.erased"

FAN_OUT = Consumer("webhooks.fan_out", ["*"], batched=True, on_demand=True)
"""Gets all events, while there is an active endpoint."""

ERASE_USER_DATA = Consumer("webhooks.erase_user_data", [USER_DELETED, ORDER_ERASED], batched=True)

CONSUMERS = (FAN_OUT, ERASE_USER_DATA)
