"""Orders as sales, for reporting."""

from collections.abc import Mapping, Sequence

from modules.orders.domain.order.order import Order
from modules.orders.domain.sales_snapshot import SalesEvent, line_sales, shipping_sales, sold_at, succeeded_refunds
from modules.orders.ports.orders.sales_queries import SalesQueries
from modules.orders.public import OrderSale, RefundedAmount, SoldLine
from shared.kernel.transaction import Transaction


class ExportSales:
    """Implements `OrderSales`."""

    def __init__(self, records: SalesQueries) -> None:
        self._records = records

    async def get_sales(self, tx: Transaction, order_ids: Sequence[int]) -> Mapping[int, OrderSale]:
        found = await self._records.get_with_history(tx, order_ids)
        return {sale.order_id: sale for order, history in found if (sale := sale_of(order, history)) is not None}

    async def list_ids_after(self, tx: Transaction, order_id: int, at_most: int) -> Sequence[int]:
        return await self._records.ids_after(tx, order_id, at_most)


def sale_of(order: Order, history: Sequence[SalesEvent]) -> OrderSale | None:
    """None if nothing was sold."""
    at = sold_at(order, history)
    if at is None:
        return None
    lines, shipping = line_sales(order), shipping_sales(order)
    address = order.details.shipping_address or order.details.billing_address
    refunded_at = {event.refund_id: event.at for event in history if event.refund_id is not None}
    return OrderSale(
        order_id=order.id,
        sold_at=at,
        customer_id=order.buyer.customer_id,
        country=address.country if address else None,
        coupon_code=order.coupon_code,
        paid_cents=order.paid_cents,
        discount_cents=sum(line.discount_cents for line in lines) + shipping.discount_cents,
        shipping_cents=shipping.paid_cents,
        tax_cents=sum(line.tax_cents for line in lines) + shipping.tax_cents,
        lines=[SoldLine(line.sku, *part, line.returned) for line, part in zip(order.lines, lines, strict=True)],
        refunds=[RefundedAmount(refunded_at[refund.id], refund.amount_cents) for refund in succeeded_refunds(order)],
    )
