"""All figures made anew, beside a shop at work."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from modules.reports.application.catch_up import BATCH_SIZE
from modules.reports.application.count_orders import CountOrders
from modules.reports.domain.progress import MAX_TRANSACTION_DURATION
from modules.reports.ports.counters import Begin
from modules.reports.ports.sales import SaleQueries
from modules.reports.ports.stock import StockQueries


class RecountOrders:
    """Some orders counted again, whatever they were counted with."""

    def __init__(self, begin: Begin, sales: SaleQueries, count: CountOrders) -> None:
        self._begin = begin
        self._sales = sales
        self._count = count

    async def __call__(self, after: int) -> Sequence[int]:
        """The next orders after the given one, none if it was the last."""
        async with self._begin() as work:
            ids = await self._sales.list_order_ids_after(work.tx, after, BATCH_SIZE)
            if ids:
                await self._count(work.tx, ids)
                await work.commit()
        return ids


class RebuildTotals:
    """The figures made the sums of what the orders are counted with, and refused demand that of all there was."""

    def __init__(self, begin: Begin, stock: StockQueries, timezone: str) -> None:
        self._begin = begin
        self._stock = stock
        self._timezone = timezone

    async def __call__(self) -> None:
        async with self._begin() as work:
            progress, until = await work.counters.progress(), work.tx.now - MAX_TRANSACTION_DURATION
            await work.counters.rebuild_totals()
            await work.counters.add_refused(
                await self._stock.list_refused_demand(work.tx, None, until), replace_all=True
            )
            await work.counters.save(replace(progress, refused_until=until, timezone=self._timezone))
            await work.commit()


class RebuildReports:
    """Counts every order again, some at a time; then makes the figures the sums of that, in one transaction.

    Nobody misses a figure meanwhile: until the last step reports show what they showed before, or what has
    been put right. Whoever counts orders waits for the last step alone.
    """

    def __init__(
        self, recount_orders: Callable[[int], Awaitable[Sequence[int]]], rebuild_totals: Callable[[], Awaitable[None]]
    ) -> None:
        self._recount_orders = recount_orders
        self._rebuild_totals = rebuild_totals

    async def __call__(self, report_progress: Callable[[int], None]) -> int:
        """How many orders there are; `report_progress` hears how many have been counted, again and again."""
        number = last = 0
        while ids := await self._recount_orders(last):
            number, last = number + len(ids), ids[-1]
            report_progress(number)
        await self._rebuild_totals()
        return number
