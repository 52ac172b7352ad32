"""Events this module subscribes to."""

from collections.abc import Sequence

from modules.import_export.application.jobs.erase_users import EraseUsers
from shared.kernel.events import ReceivedEvent
from shared.kernel.module import Subscription
from shared.kernel.transaction import Transaction

USER_DELETED = "users.user.deleted"


def subscriptions(forget_people: EraseUsers) -> list[Subscription]:
    async def forget(tx: Transaction, events: Sequence[ReceivedEvent]) -> None:
        await forget_people(tx, [int(event.aggregate_id) for event in events])

    return [Subscription("import_export.erase_people", [USER_DELETED], batch_handler=forget)]
