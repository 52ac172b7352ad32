"""Send the notice that a refund did not reach the buyer."""

from modules.notifications.application.mail_sender import MailSender
from modules.notifications.application.recipients import RecipientResolver
from modules.notifications.domain.email_template import RefundFailed
from modules.notifications.ports.orders import OrderQueries


class SendRefundFailure:
    """Only for a refund that had succeeded before: the buyer received a refund notice for it."""

    def __init__(self, orders: OrderQueries, recipients: RecipientResolver, mail_sender: MailSender) -> None:
        self._orders = orders
        self._recipients = recipients
        self._mail_sender = mail_sender

    async def __call__(self, key: str, order_id: int, amount_cents: int) -> None:
        """Send the mail of this key, unless it was sent before or the buyer was erased. Raises NotSent."""
        if await self._mail_sender.has_sent(key):
            return
        order = await self._orders.get_order(order_id)
        recipient = await self._recipients.resolve(order) if order else None
        if order is not None and recipient is not None:
            await self._mail_sender.send(key, RefundFailed(recipient, order, amount_cents))
