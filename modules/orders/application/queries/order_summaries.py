"""Summaries of orders and shipments for other modules."""

from collections.abc import Callable, Mapping, Sequence

from modules.orders.domain.order.line import Line
from modules.orders.domain.order.order import Order
from modules.orders.ports.orders.order_queries import OpenOrderQueries, OpenQueryScope, OrderQueries
from modules.orders.public import OrderSummary, ShipmentSummary, SummaryLine
from shared.kernel.transaction import Transaction


class SummarizeOrders:
    def __init__(self, read: OpenOrderQueries, records_of: Callable[[Transaction], OrderQueries]) -> None:
        self._read = read
        self._records_of = records_of

    async def get_summaries(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, OrderSummary]:
        found = await self._records_of(tx).get_many(ids)
        return {id_: _summary(order) for id_, order in found.items()}

    async def get_summary(self, order_id: int) -> OrderSummary | None:
        async with self._read() as records:
            order = await records.get(order_id)
        return _summary(order) if order else None


class SummarizeShipments:
    def __init__(self, look: OpenQueryScope) -> None:
        self._look = look

    async def get_summary(self, shipment_id: int) -> ShipmentSummary | None:
        async with self._look() as view:
            shipment = await view.shipments.get(shipment_id)
            order = await view.records.get(shipment.order_id) if shipment else None
        if shipment is None or order is None:
            return None
        return ShipmentSummary(
            id=shipment.id,
            order_id=order.id,
            location_code=shipment.location_code,
            carrier=shipment.carrier,
            tracking_number=shipment.tracking_number,
            lines=[_packed(order.lines[item.line_id - 1], item.quantity) for item in shipment.items],
        )


def _packed(line: Line, quantity: int) -> SummaryLine:
    return SummaryLine(
        sku=line.sku, name=line.name, quantity=quantity, total_cents=line.total_cents * quantity // line.quantity
    )


def _summary(order: Order) -> OrderSummary:
    guest = order.buyer.guest
    return OrderSummary(
        id=order.id,
        status=order.status.value,
        payment_status=order.payment_status.value,
        customer_id=order.buyer.customer_id,
        guest_name=guest.name if guest else None,
        guest_email=guest.email if guest else None,
        currency=order.currency,
        lines=[
            SummaryLine(
                sku=line.sku,
                name=line.name,
                quantity=line.quantity,
                total_cents=line.total_cents,
                requires_shipping=line.requires_shipping,
            )
            for line in order.lines
        ],
        shipping_cents=order.totals.shipping_cents,
        tax_cents=order.totals.tax_cents,
        total_cents=order.totals.total_cents,
        created_at=order.created_at,
        version=order.version,
        failed_refunds=[refund.id for refund in order.refunds if not refund.counts],
        manual_refunds=[refund.id for refund in order.refunds if refund.method == "manual"],
        buyer_texts={name: text for name, text in order.details.texts().items() if text},
    )
