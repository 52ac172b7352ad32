"""Rebuild all figures while the shop is running."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from modules.reports.application.catch_up import BATCH_SIZE
from modules.reports.application.count_orders import CountOrders
from modules.reports.domain.progress import MAX_TRANSACTION_DURATION
from modules.reports.ports.counters import Begin
from modules.reports.ports.sales import SaleQueries
from modules.reports.ports.stock import StockQueries


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


class RebuildTotals:
    """Recomputes all totals from the orders' figures, and unmet demand from the inventory module."""

    def __init__(self, begin: Begin, stock: StockQueries, timezone: str) -> None:
        self._begin = begin
        self._stock = stock
        self._timezone = timezone

    async def __call__(self) -> None:
        async with self._begin() as work:
            progress, until = await work.counters.progress(), work.tx.now - MAX_TRANSACTION_DURATION
            await work.counters.rebuild_totals()
            await work.counters.add_unmet_demand(
                await self._stock.list_unmet_demand(work.tx, None, until), replace_all=True
            )
            await work.counters.save(replace(progress, refused_until=until, timezone=self._timezone))
            await work.commit()


class RebuildReports:
    """Recounts all orders in batches, then recomputes the totals in one transaction.

    Reports stay available: until the last step they show the previous or already corrected figures.
    Consumers that count orders wait only for the last step.
    """

    def __init__(
        self, recount_orders: Callable[[int], Awaitable[Sequence[int]]], rebuild_totals: Callable[[], Awaitable[None]]
    ) -> None:
        self._recount_orders = recount_orders
        self._rebuild_totals = rebuild_totals

    async def __call__(self, report_progress: Callable[[int], None]) -> int:
        """Return the number of orders. `report_progress` is called with the number counted after each batch."""
        number = last = 0
        while ids := await self._recount_orders(last):
            number, last = number + len(ids), ids[-1]
            report_progress(number)
        await self._rebuild_totals()
        return number
