"""Send the notice of a shipment."""

from modules.notifications.application.mail_sender import MailSender
from modules.notifications.application.recipients import RecipientResolver
from modules.notifications.domain.email_template import OrderShipped
from modules.notifications.ports.orders import OrderQueries


class SendShippingNotice:
    def __init__(self, orders: OrderQueries, recipients: RecipientResolver, mail_sender: MailSender) -> None:
        self._orders = orders
        self._recipients = recipients
        self._mail_sender = mail_sender

    async def __call__(self, key: str, shipment_id: int) -> None:
        """Send the mail of this key, unless it was sent before or the buyer was erased. Raises NotSent."""
        if await self._mail_sender.has_sent(key):
            return
        shipment = await self._orders.get_shipment(shipment_id)
        order = await self._orders.get_order(shipment.order_id) if shipment else None
        if shipment is None or order is None:
            return
        recipient = await self._recipients.resolve(order)
        if recipient is not None:
            await self._mail_sender.send(key, OrderShipped(recipient, order, shipment))
