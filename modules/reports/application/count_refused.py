"""Refused demand, added up by days."""

from dataclasses import replace

from modules.reports.domain.progress import SETTLED
from modules.reports.ports.counters import Begin
from modules.reports.ports.stock import Stock


class CountRefused:
    """Adds what was refused since the last time, and long enough ago for all of it to be seen."""

    def __init__(self, begin: Begin, stock: Stock, timezone: str) -> None:
        self._begin = begin
        self._stock = stock
        self._timezone = timezone

    async def __call__(self) -> None:
        async with self._begin() as work:
            progress, until = await work.tallies.progress(), work.tx.now - SETTLED
            if progress.refused_until is not None and progress.refused_until >= until:
                return
            await work.tallies.add_refused(await self._stock.refused(work.tx, progress.refused_until, until))
            timezone = progress.timezone or self._timezone
            await work.tallies.save(replace(progress, refused_until=until, timezone=timezone))
            await work.commit()
