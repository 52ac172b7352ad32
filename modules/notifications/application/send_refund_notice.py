"""Tell a buyer that money went back."""

from modules.notifications.application.mail_sender import Post
from modules.notifications.application.recipients import Buyers
from modules.notifications.domain.email_template import OrderRefunded
from modules.notifications.ports.orders import Orders


class SendRefundNote:
    def __init__(self, orders: Orders, buyers: Buyers, post: Post) -> None:
        self._orders = orders
        self._buyers = buyers
        self._post = post

    async def __call__(self, key: str, order_id: int, refund_id: int, amount_cents: int) -> None:
        """Send the mail of this key, unless it was sent, the buyer is gone or the refund has failed meanwhile.

        Raises NotSent.
        """
        if await self._post.has_sent(key):
            return
        order = await self._orders.order(order_id)
        recipient = await self._buyers.of(order) if order else None
        if order is not None and recipient is not None and refund_id not in order.failed_refunds:
            letter = OrderRefunded(recipient, order, amount_cents, is_manual=refund_id in order.manual_refunds)
            await self._post.send(key, letter)
