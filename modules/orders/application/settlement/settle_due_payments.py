"""Settle the orders whose provider requests are due."""

from collections.abc import Mapping

from modules.orders.application.settlement.settle_orders import SettleOrders
from modules.orders.ports.unit_of_work import Begin
from shared.kernel.events import EventMetadata


class SettleDuePayments:
    """Settles those of the given orders that have due provider requests."""

    def __init__(self, begin: Begin, settle: SettleOrders) -> None:
        self._begin = begin
        self._settle = settle

    async def __call__(self, orders: Mapping[int, EventMetadata]) -> None:
        async with self._begin() as work:
            due = await work.orders.list_due_among(list(orders))
        await self._settle({order_id: orders[order_id] for order_id in due})
