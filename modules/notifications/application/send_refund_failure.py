"""Tell a buyer that money which had gone back did not arrive."""

from modules.notifications.application.mail_sender import Post
from modules.notifications.application.recipients import Buyers
from modules.notifications.domain.email_template import RefundFailed
from modules.notifications.ports.orders import Orders


class SendRefundCorrection:
    """Only of a refund that had succeeded: the buyer was told so, or was to be told."""

    def __init__(self, orders: Orders, buyers: Buyers, post: Post) -> None:
        self._orders = orders
        self._buyers = buyers
        self._post = post

    async def __call__(self, key: str, order_id: int, amount_cents: int) -> None:
        """Send the mail of this key, unless it was sent or the buyer is gone. Raises NotSent."""
        if await self._post.has_sent(key):
            return
        order = await self._orders.order(order_id)
        recipient = await self._buyers.of(order) if order else None
        if order is not None and recipient is not None:
            await self._post.send(key, RefundFailed(recipient, order, amount_cents))
