"""Send the notice of a refund."""

from modules.notifications.application.mail_sender import MailSender
from modules.notifications.application.recipients import RecipientResolver
from modules.notifications.domain.email_template import OrderRefunded
from modules.notifications.ports.orders import OrderQueries


class SendRefundNotice:
    def __init__(self, orders: OrderQueries, recipients: RecipientResolver, mail_sender: MailSender) -> None:
        self._orders = orders
        self._recipients = recipients
        self._mail_sender = mail_sender

    async def __call__(self, key: str, order_id: int, refund_id: int, amount_cents: int) -> None:
        """Send the mail of this key, unless it was sent before, the buyer was erased or the refund has failed.

        Raises NotSent.
        """
        if await self._mail_sender.has_sent(key):
            return
        order = await self._orders.get_order(order_id)
        recipient = await self._recipients.resolve(order) if order else None
        if order is not None and recipient is not None and refund_id not in order.failed_refunds:
            template = OrderRefunded(recipient, order, amount_cents, is_manual=refund_id in order.manual_refunds)
            await self._mail_sender.send(key, template)
