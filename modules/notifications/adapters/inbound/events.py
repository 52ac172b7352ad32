"""What notifications listen to."""

from collections.abc import Sequence

from modules.notifications.application.send_welcome import SendWelcome
from modules.users.public import UserRegistered
from shared.kernel.events import Delivered
from shared.kernel.module import Subscription


def subscriptions(send_welcome: SendWelcome) -> Sequence[Subscription]:
    async def greet(delivered: Delivered) -> None:
        await send_welcome(delivered.key, int(delivered.aggregate_id))

    return [Subscription("notifications.welcome", [UserRegistered.type], outward=greet)]
