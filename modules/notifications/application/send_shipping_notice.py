"""Tell a buyer what is on its way."""

from modules.notifications.application.mail_sender import Post
from modules.notifications.application.recipients import Buyers
from modules.notifications.domain.email_template import OrderShipped
from modules.notifications.ports.orders import Orders


class SendShippingNote:
    def __init__(self, orders: Orders, buyers: Buyers, post: Post) -> None:
        self._orders = orders
        self._buyers = buyers
        self._post = post

    async def __call__(self, key: str, shipment_id: int) -> None:
        """Send the mail of this key, unless it was sent or the buyer is gone. Raises NotSent."""
        if await self._post.has_sent(key):
            return
        parcel = await self._orders.parcel(shipment_id)
        order = await self._orders.order(parcel.order_id) if parcel else None
        if parcel is None or order is None:
            return
        recipient = await self._buyers.of(order)
        if recipient is not None:
            await self._post.send(key, OrderShipped(recipient, order, parcel))
