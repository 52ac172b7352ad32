"""The port `Sales` over the module orders."""

from collections.abc import Mapping, Sequence

from modules.orders.public import OrderSale, OrderSales
from modules.reports.domain.sale import GivenBack, Sale, SoldLine
from shared.kernel.transaction import Transaction


class OrdersGateway:
    def __init__(self, orders: OrderSales) -> None:
        self._orders = orders

    async def sales(self, tx: Transaction, order_ids: Sequence[int]) -> Mapping[int, Sale]:
        return {id_: _sale(told) for id_, told in (await self._orders.sales(tx, order_ids)).items()}

    async def ids_after(self, tx: Transaction, order_id: int, at_most: int) -> Sequence[int]:
        return await self._orders.ids_after(tx, order_id, at_most)


def _sale(told: OrderSale) -> Sale:
    return Sale(
        told.order_id,
        told.sold_at,
        told.customer_id,
        told.country,
        told.coupon_code,
        told.paid_cents,
        told.discount_cents,
        told.shipping_cents,
        told.tax_cents,
        [
            SoldLine(
                line.sku,
                line.units,
                line.revenue_cents,
                line.discount_cents,
                line.tax_cents,
                line.refunded_units,
                line.refunded_cents,
                line.returned_units,
            )
            for line in told.lines
        ],
        [GivenBack(refund.at, refund.amount_cents) for refund in told.refunds],
    )
