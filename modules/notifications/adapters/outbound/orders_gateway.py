"""What there is to tell of orders, as the orders module knows it."""

from collections.abc import Sequence

from modules.notifications.domain.mail import one_line
from modules.notifications.domain.order import Item, Order, Parcel
from modules.notifications.domain.recipient import Recipient
from modules.orders.public import OrdersApi, SummaryLine

_FALLEN = frozenset({"cancelled", "expired"})


class OrdersGateway:
    """Implements the port `Orders`."""

    def __init__(self, orders: OrdersApi) -> None:
        self._orders = orders

    async def order(self, order_id: int) -> Order | None:
        found = await self._orders.summary(order_id)
        if found is None:
            return None
        return Order(
            id=found.id,
            currency=found.currency,
            items=_items(found.lines),
            shipping_cents=found.total_cents - sum(line.total_cents for line in found.lines),
            tax_cents=found.tax_cents,
            total_cents=found.total_cents,
            customer_id=found.customer_id,
            guest=Recipient(found.guest_email, found.guest_name) if found.guest_email else None,
            stands=found.status not in _FALLEN,
            failed_refunds=found.failed_refunds,
            manual_refunds=found.manual_refunds,
        )

    async def parcel(self, shipment_id: int) -> Parcel | None:
        found = await self._orders.shipment(shipment_id)
        if found is None:
            return None
        return Parcel(found.order_id, _items(found.lines), found.carrier, found.tracking_number)


def _items(lines: Sequence[SummaryLine]) -> Sequence[Item]:
    return [
        Item(line.sku, one_line(line.name), line.quantity, line.total_cents, not line.requires_shipping)
        for line in lines
    ]
