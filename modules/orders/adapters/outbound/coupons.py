"""The port `Coupons` over PostgreSQL."""

from modules.orders.domain.order import Order
from shared.infra.sql.transaction import SqlTransaction

_CONSUME = """
    UPDATE orders.coupon_redemptions SET state = 'consumed' WHERE order_id = $1 AND state = 'reserved'
"""
_RELEASE = """
    WITH released AS (
        UPDATE orders.coupon_redemptions SET state = 'released' WHERE order_id = $1 AND state = 'reserved'
        RETURNING code
    )
    UPDATE orders.coupons c SET redeemed = c.redeemed - 1 FROM released WHERE c.code = released.code
"""


class SqlCoupons:
    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def consume(self, order: Order) -> None:
        if order.coupon_code is not None:
            await self._tx.fetch(_CONSUME, order.id)

    async def release(self, order: Order) -> None:
        if order.coupon_code is not None:
            await self._tx.fetch(_RELEASE, order.id)
