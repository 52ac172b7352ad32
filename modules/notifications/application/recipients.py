"""Who is told of an order."""

from modules.notifications.domain.order import Order
from modules.notifications.domain.recipient import Recipient
from modules.notifications.ports.recipients import Recipients


class Buyers:
    def __init__(self, recipients: Recipients) -> None:
        self._recipients = recipients

    async def of(self, order: Order) -> Recipient | None:
        """Its guest, or the user who bought it; None where nobody is left to be told."""
        if order.customer_id is None:
            return order.guest
        return await self._recipients.user(order.customer_id)
