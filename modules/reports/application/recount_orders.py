"""Recount orders in batches."""

from collections.abc import Sequence

from modules.reports.application.catch_up import BATCH_SIZE
from modules.reports.application.count_orders import CountOrders
from modules.reports.ports.counters import Begin
from modules.reports.ports.sales import SaleQueries


class RecountOrders:
    """Recounts a batch of orders."""

    def __init__(self, begin: Begin, sales: SaleQueries, count: CountOrders) -> None:
        self._begin = begin
        self._sales = sales
        self._count = count

    async def __call__(self, after: int) -> Sequence[int]:
        """Recount the next orders after the given one and return their ids; none after the last."""
        async with self._begin() as work:
            ids = await self._sales.list_order_ids_after(work.tx, after, BATCH_SIZE)
            if ids:
                await self._count(work.tx, ids)
                await work.commit()
        return ids
