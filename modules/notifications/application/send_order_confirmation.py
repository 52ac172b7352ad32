"""Send the order confirmation."""

from modules.notifications.application.mail_sender import MailSender
from modules.notifications.application.recipients import RecipientResolver
from modules.notifications.domain.email_template import OrderConfirmed
from modules.notifications.ports.orders import OrderQueries


class SendOrderConfirmation:
    def __init__(self, orders: OrderQueries, recipients: RecipientResolver, mail_sender: MailSender) -> None:
        self._orders = orders
        self._recipients = recipients
        self._mail_sender = mail_sender

    async def __call__(self, key: str, order_id: int) -> None:
        """Send the mail of this key, unless it was sent before, the buyer was erased or the order has been closed.

        Raises NotSent.
        """
        if await self._mail_sender.has_sent(key):
            return
        order = await self._orders.get_order(order_id)
        if order is None or not order.is_active:
            return
        recipient = await self._recipients.resolve(order)
        if recipient is not None:
            await self._mail_sender.send(key, OrderConfirmed(recipient, order))
