"""Delete what nobody looks at any more, a little at a time."""

from datetime import timedelta

from modules.webhooks.ports.unit_of_work import Begin

KEPT_FOR = timedelta(days=30)
BATCH = 1000


class PruneDeliveries:
    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self) -> None:
        """Delete settled deliveries that are older than 30 days, one transaction a batch."""
        pruned = BATCH
        while pruned == BATCH:
            async with self._begin(None) as work:
                pruned = await work.deliveries.prune(work.tx.now - KEPT_FOR, BATCH)
                await work.commit()
