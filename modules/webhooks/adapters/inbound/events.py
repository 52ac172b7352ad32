"""Event subscriptions of webhooks: all events, while there is an active endpoint."""

from collections.abc import Sequence

from modules.webhooks.application.deliveries.erase_users import EraseUsers
from modules.webhooks.application.deliveries.fan_out import FanOut
from modules.webhooks.domain.delivery import Message
from modules.webhooks.domain.personal_data import user_id_in
from shared.kernel.events import ReceivedEvent
from shared.kernel.module import Subscription
from shared.kernel.transaction import Transaction

USER_DELETED = "users.user.deleted"
ORDER_ERASED = "orders.order.erased"


def subscriptions(fan_out: FanOut, erase_users: EraseUsers) -> list[Subscription]:
    async def fan(tx: Transaction, events: Sequence[ReceivedEvent]) -> None:
        await fan_out(tx, [_message(event) for event in events])

    async def erase(tx: Transaction, events: Sequence[ReceivedEvent]) -> None:
        people = [event.aggregate_id if event.type == USER_DELETED else event.data["customer_id"] for event in events]
        await erase_users(tx, [int(str(person)) for person in people])

    return [
        Subscription("webhooks.fan_out", ["*"], batch_handler=fan, on_demand=True),
        Subscription("webhooks.erase_people", [USER_DELETED, ORDER_ERASED], batch_handler=erase),
    ]


def _message(event: ReceivedEvent) -> Message:
    person = user_id_in(event.data)
    return Message(event.id, event.type, event.aggregate_type, event.aggregate_id, event.sequence, person)
