"""The consumers of this module and their event types; the handlers are in `event_handlers.py`."""

from shared.kernel.module import Consumer

USER_DELETED = "users.user.deleted"

ERASE_USERS = Consumer("gift_desk.erase_users", [USER_DELETED], batched=True)

CONSUMERS = (ERASE_USERS,)
