"""The consumers of this module and their event types; the handlers are in `event_handlers.py`."""

from shared.kernel.module import Consumer

USER_DELETED = "users.user.deleted"

ERASE_PEOPLE = Consumer("import_export.erase_people", [USER_DELETED], batched=True)

CONSUMERS = (ERASE_PEOPLE,)
