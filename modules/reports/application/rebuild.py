"""All figures made anew, beside a shop at work."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from modules.reports.application.catch_up import AT_ONCE
from modules.reports.application.count_orders import CountOrders
from modules.reports.domain.progress import SETTLED
from modules.reports.ports.counters import Begin
from modules.reports.ports.sales import Sales
from modules.reports.ports.stock import Stock


class CountAgain:
    """Some orders counted again, whatever they were counted with."""

    def __init__(self, begin: Begin, sales: Sales, count: CountOrders) -> None:
        self._begin = begin
        self._sales = sales
        self._count = count

    async def __call__(self, after: int) -> Sequence[int]:
        """The next orders after the given one, none if it was the last."""
        async with self._begin() as work:
            ids = await self._sales.ids_after(work.tx, after, AT_ONCE)
            if ids:
                await self._count(work.tx, ids)
                await work.commit()
        return ids


class SumAnew:
    """The figures made the sums of what the orders are counted with, and refused demand that of all there was."""

    def __init__(self, begin: Begin, stock: Stock, timezone: str) -> None:
        self._begin = begin
        self._stock = stock
        self._timezone = timezone

    async def __call__(self) -> None:
        async with self._begin() as work:
            progress, until = await work.tallies.progress(), work.tx.now - SETTLED
            await work.tallies.sum_anew()
            await work.tallies.add_refused(await self._stock.refused(work.tx, None, until), anew=True)
            await work.tallies.save(replace(progress, refused_until=until, timezone=self._timezone))
            await work.commit()


class Rebuild:
    """Counts every order again, some at a time; then makes the figures the sums of that, in one transaction.

    Nobody misses a figure meanwhile: until the last step reports show what they showed before, or what has
    been put right. Whoever counts orders waits for the last step alone.
    """

    def __init__(
        self, count_again: Callable[[int], Awaitable[Sequence[int]]], sum_anew: Callable[[], Awaitable[None]]
    ) -> None:
        self._count_again = count_again
        self._sum_anew = sum_anew

    async def __call__(self, tell: Callable[[int], None]) -> int:
        """How many orders there are; `tell` hears how many have been counted, again and again."""
        number = last = 0
        while ids := await self._count_again(last):
            number, last = number + len(ids), ids[-1]
            tell(number)
        await self._sum_anew()
        return number
