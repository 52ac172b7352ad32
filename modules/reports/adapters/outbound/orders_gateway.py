"""Implements the port `SaleQueries` with the module orders."""

from collections.abc import Mapping, Sequence

from modules.orders.public import OrderSale, OrderSales
from modules.reports.domain.sale import Sale, SaleRefund, SoldLine
from shared.kernel.transaction import Transaction


class OrdersGateway:
    def __init__(self, orders: OrderSales) -> None:
        self._orders = orders

    async def get_sales(self, tx: Transaction, order_ids: Sequence[int]) -> Mapping[int, Sale]:
        return {id_: _sale(order_sale) for id_, order_sale in (await self._orders.get_sales(tx, order_ids)).items()}

    async def list_order_ids_after(self, tx: Transaction, order_id: int, at_most: int) -> Sequence[int]:
        return await self._orders.list_ids_after(tx, order_id, at_most)


def _sale(order_sale: OrderSale) -> Sale:
    return Sale(
        order_id=order_sale.order_id,
        sold_at=order_sale.sold_at,
        customer_id=order_sale.customer_id,
        country=order_sale.country,
        coupon_code=order_sale.coupon_code,
        paid_cents=order_sale.paid_cents,
        discount_cents=order_sale.discount_cents,
        shipping_cents=order_sale.shipping_cents,
        tax_cents=order_sale.tax_cents,
        lines=[
            SoldLine(
                sku=line.sku,
                units=line.units,
                revenue_cents=line.revenue_cents,
                discount_cents=line.discount_cents,
                tax_cents=line.tax_cents,
                refunded_units=line.refunded_units,
                refunded_cents=line.refunded_cents,
                returned_units=line.returned_units,
            )
            for line in order_sale.lines
        ],
        refunds=[SaleRefund(refund.at, refund.amount_cents) for refund in order_sale.refunds],
    )
