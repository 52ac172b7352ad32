"""The consumers of this module and their event types; the handlers are in `event_handlers.py`."""

from shared.kernel.module import Consumer

USER_DELETED = "users.user.deleted"

ERASE_USER_DATA = Consumer("import_export.erase_user_data", [USER_DELETED], batched=True)

CONSUMERS = (ERASE_USER_DATA,)
