"""All figures made anew, beside a shop at work."""

from collections.abc import Callable
from dataclasses import replace

from modules.reports.application.catch_up import AT_ONCE
from modules.reports.application.count_orders import CountOrders
from modules.reports.domain.progress import SETTLED
from modules.reports.ports.sales import Sales
from modules.reports.ports.stock import Stock
from modules.reports.ports.tallies import Begin


class Rebuild:
    """Counts every order again, some at a time; then makes the figures the sums of that, in one transaction.

    Nobody misses a figure meanwhile: until the last step reports show what they showed before, or what has
    been put right. Whoever counts orders waits for the last step alone.
    """

    def __init__(self, begin: Begin, sales: Sales, stock: Stock, count: CountOrders, timezone: str) -> None:
        self._begin = begin
        self._sales = sales
        self._stock = stock
        self._count = count
        self._timezone = timezone

    async def __call__(self, tell: Callable[[int], None]) -> int:
        """How many orders there are; `tell` hears how many have been counted, again and again."""
        number, last = 0, 0
        while True:
            async with self._begin() as work:
                ids = await self._sales.ids_after(work.tx, last, AT_ONCE)
                if ids:
                    await self._count(work.tx, ids)
                    await work.commit()
            number += len(ids)
            tell(number)
            if len(ids) < AT_ONCE:
                break
            last = ids[-1]
        await self._sum()
        return number

    async def _sum(self) -> None:
        async with self._begin() as work:
            progress, until = await work.tallies.progress(), work.tx.now - SETTLED
            await work.tallies.sum_anew()
            await work.tallies.add_refused(await self._stock.refused(work.tx, None, until), anew=True)
            await work.tallies.save(replace(progress, refused_until=until, timezone=self._timezone))
            await work.commit()
