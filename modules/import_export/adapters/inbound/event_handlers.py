"""Events this module subscribes to."""

from collections.abc import Sequence

from modules.import_export.adapters.inbound.consumers import ERASE_USER_DATA
from modules.import_export.application.jobs.erase_users import EraseUsers
from shared.kernel.events import ReceivedEvent
from shared.kernel.module import Subscription
from shared.kernel.transaction import Transaction


def subscriptions(erase_users: EraseUsers) -> list[Subscription]:
    async def handle_deletions(tx: Transaction, events: Sequence[ReceivedEvent]) -> None:
        await erase_users(tx, [int(event.aggregate_id) for event in events])

    return [Subscription(ERASE_USER_DATA, batch_handler=handle_deletions)]
