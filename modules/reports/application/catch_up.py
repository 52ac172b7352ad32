"""The orders of before anybody counted."""

from dataclasses import replace

from modules.reports.application.count_orders import CountOrders
from modules.reports.domain.progress import HEARD
from modules.reports.ports.counters import Begin
from modules.reports.ports.sales import Sales

AT_ONCE = 200


class CatchUp:
    """Counts the orders that were there before every event of an order was told to this module; once."""

    def __init__(self, begin: Begin, sales: Sales, count: CountOrders) -> None:
        self._begin = begin
        self._sales = sales
        self._count = count

    async def __call__(self) -> bool:
        """Count some; whether more are to be counted now."""
        async with self._begin() as work:
            progress = await work.tallies.progress()
            if progress.complete:
                return False
            heard_since = await work.tallies.heard_since()
            if heard_since is None or heard_since > work.tx.now - HEARD:
                return False
            ids = await self._sales.ids_after(work.tx, progress.counted_to, AT_ONCE)
            if ids:
                await self._count(work.tx, ids)
                progress = replace(progress, counted_to=ids[-1])
            await work.tallies.save(replace(progress, complete=len(ids) < AT_ONCE))
            await work.commit()
        return len(ids) == AT_ONCE
