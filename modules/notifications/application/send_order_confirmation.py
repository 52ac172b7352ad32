"""Tell a buyer that the order stands."""

from modules.notifications.application.mail_sender import Post
from modules.notifications.application.recipients import Buyers
from modules.notifications.domain.email_template import OrderConfirmed
from modules.notifications.ports.orders import Orders


class SendConfirmation:
    def __init__(self, orders: Orders, buyers: Buyers, post: Post) -> None:
        self._orders = orders
        self._buyers = buyers
        self._post = post

    async def __call__(self, key: str, order_id: int) -> None:
        """Send the mail of this key, unless it was sent, the buyer is gone or the order stands no longer.

        Raises NotSent.
        """
        if await self._post.has_sent(key):
            return
        order = await self._orders.order(order_id)
        if order is None or not order.stands:
            return
        recipient = await self._buyers.of(order)
        if recipient is not None:
            await self._post.send(key, OrderConfirmed(recipient, order))
