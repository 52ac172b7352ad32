"""OrdersApi for the other modules of this process."""

from collections.abc import Mapping, Sequence

from modules.orders.application.summarise_orders import SummariseOrders
from modules.orders.public import OrderSummary
from shared.kernel.transaction import Transaction


class InProcessOrders:
    def __init__(self, summarise: SummariseOrders) -> None:
        self._summarise = summarise

    async def summaries(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, OrderSummary]:
        return await self._summarise.within(tx, ids)

    async def summary(self, order_id: int) -> OrderSummary | None:
        return await self._summarise.one(order_id)
