"""Recompute the totals of all reports."""

from dataclasses import replace

from modules.reports.domain.progress import MAX_TRANSACTION_DURATION
from modules.reports.ports.counters import Begin
from modules.reports.ports.stock import StockQueries


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
