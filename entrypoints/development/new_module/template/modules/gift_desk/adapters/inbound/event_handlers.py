"""Handles the events that this module subscribes to."""

from collections.abc import Sequence

from modules.gift_desk.adapters.inbound.consumers import ERASE_USERS
from modules.gift_desk.application.erase_users import EraseUsers
from shared.kernel.events import ReceivedEvent
from shared.kernel.module import Subscription
from shared.kernel.transaction import Transaction


def subscriptions(erase_users: EraseUsers) -> Sequence[Subscription]:
    async def erase(tx: Transaction, events: Sequence[ReceivedEvent]) -> None:
        await erase_users(tx, [int(event.aggregate_id) for event in events])

    return [Subscription(ERASE_USERS, batch_handler=erase)]
