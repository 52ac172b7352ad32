"""Backfill orders that were placed before this module existed."""

from dataclasses import replace

from modules.reports.application.count_orders import CountOrders
from modules.reports.domain.progress import MAX_STATEMENT_DURATION
from modules.reports.ports.counters import Begin
from modules.reports.ports.sales import SaleQueries

BATCH_SIZE = 200


class CatchUp:
    """Counts once the orders from before this module subscribed to order events."""

    def __init__(self, begin: Begin, sales: SaleQueries, count: CountOrders) -> None:
        self._begin = begin
        self._sales = sales
        self._count = count

    async def __call__(self) -> bool:
        """Count a batch. Return whether more remain."""
        async with self._begin() as work:
            progress = await work.counters.progress()
            if progress.complete:
                return False
            subscribed_since = await work.counters.get_subscribed_since()
            if subscribed_since is None or subscribed_since > work.tx.now - MAX_STATEMENT_DURATION:
                return False
            ids = await self._sales.list_order_ids_after(work.tx, progress.counted_to, BATCH_SIZE)
            if ids:
                await self._count(work.tx, ids)
                progress = replace(progress, counted_to=ids[-1])
            await work.counters.save(replace(progress, complete=len(ids) < BATCH_SIZE))
            await work.commit()
        return len(ids) == BATCH_SIZE
