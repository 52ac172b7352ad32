"""Adapter to the orders module."""

from collections.abc import Sequence

from modules.notifications.domain.mail import one_line, plain_lines
from modules.notifications.domain.order import Item, Order, Shipment
from modules.notifications.domain.recipient import Recipient
from modules.orders.public import OrdersApi, SummaryLine

_INACTIVE_STATUSES = frozenset({"cancelled", "expired"})


class OrdersGateway:
    """Implements the port `OrderQueries`."""

    def __init__(self, orders: OrdersApi) -> None:
        self._orders = orders

    async def get_order(self, order_id: int) -> Order | None:
        found = await self._orders.get_summary(order_id)
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
            guest=Recipient(address=found.guest_email, full_name=found.guest_name) if found.guest_email else None,
            is_active=found.status not in _INACTIVE_STATUSES,
            failed_refunds=found.failed_refunds,
            manual_refunds=found.manual_refunds,
            buyer_texts={name: plain_lines(text) for name, text in found.buyer_texts.items()},
        )

    async def get_shipment(self, shipment_id: int) -> Shipment | None:
        found = await self._orders.get_shipment(shipment_id)
        if found is None:
            return None
        return Shipment(
            order_id=found.order_id,
            items=_items(found.lines),
            carrier=found.carrier,
            tracking_number=found.tracking_number,
        )


def _items(lines: Sequence[SummaryLine]) -> Sequence[Item]:
    return [
        Item(
            sku=line.sku,
            name=one_line(line.name),
            quantity=line.quantity,
            total_cents=line.total_cents,
            is_digital=not line.requires_shipping,
        )
        for line in lines
    ]
