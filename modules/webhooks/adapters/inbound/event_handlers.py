"""The event handlers of webhooks."""

from collections.abc import Sequence

from modules.webhooks.adapters.inbound.consumers import ERASE_USER_DATA, FAN_OUT, USER_DELETED
from modules.webhooks.application.deliveries.erase_users import EraseUsers
from modules.webhooks.application.deliveries.fan_out import FanOut
from modules.webhooks.domain.delivery import Message
from modules.webhooks.domain.personal_data import user_id_in
from shared.kernel.events import ReceivedEvent
from shared.kernel.module import Subscription
from shared.kernel.transaction import Transaction


def subscriptions(fan_out: FanOut, erase_users: EraseUsers) -> list[Subscription]:
    async def fan(tx: Transaction, events: Sequence[ReceivedEvent]) -> None:
        await fan_out(tx, [_message(event) for event in events])

    async def erase(tx: Transaction, events: Sequence[ReceivedEvent]) -> None:
        ids = [event.aggregate_id if event.type == USER_DELETED else event.data["customer_id"] for event in events]
        await erase_users(tx, [int(str(user_id)) for user_id in ids])

    return [
        Subscription(FAN_OUT, batch_handler=fan),
        Subscription(ERASE_USER_DATA, batch_handler=erase),
    ]


def _message(event: ReceivedEvent) -> Message:
    person = user_id_in(event.data)
    return Message(
        event_id=event.id,
        type=event.type,
        aggregate_type=event.aggregate_type,
        aggregate_id=event.aggregate_id,
        sequence=event.sequence,
        person_id=person,
    )
