"""Refused demand, added up by days."""

from dataclasses import replace

from modules.reports.domain.progress import MAX_TRANSACTION_DURATION
from modules.reports.ports.counters import Begin
from modules.reports.ports.stock import StockQueries


class CountUnmetDemand:
    """Adds what was refused since the last time, and long enough ago for all of it to be seen."""

    def __init__(self, begin: Begin, stock: StockQueries, timezone: str) -> None:
        self._begin = begin
        self._stock = stock
        self._timezone = timezone

    async def __call__(self) -> None:
        async with self._begin() as work:
            progress, until = await work.counters.progress(), work.tx.now - MAX_TRANSACTION_DURATION
            if progress.refused_until is not None and progress.refused_until >= until:
                return
            await work.counters.add_unmet_demand(
                await self._stock.list_unmet_demand(work.tx, progress.refused_until, until)
            )
            timezone = progress.timezone or self._timezone
            await work.counters.save(replace(progress, refused_until=until, timezone=timezone))
            await work.commit()
