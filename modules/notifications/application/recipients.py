"""Finds the recipient of mails about an order."""

from modules.notifications.domain.order import Order
from modules.notifications.domain.recipient import Recipient
from modules.notifications.ports.recipients import Recipients


class RecipientResolver:
    def __init__(self, recipients: Recipients) -> None:
        self._recipients = recipients

    async def resolve(self, order: Order) -> Recipient | None:
        """Return the guest or the user who placed the order; None if the data was erased."""
        if order.customer_id is None:
            return order.guest
        return await self._recipients.get_user(order.customer_id)
