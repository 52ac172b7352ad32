"""Delete old deliveries in batches."""

from datetime import timedelta

from modules.webhooks.ports.unit_of_work import Begin

RETENTION = timedelta(days=30)
BATCH = 1000


class PruneDeliveries:
    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self) -> None:
        """Delete finished deliveries older than 30 days, one transaction per batch."""
        pruned = BATCH
        while pruned == BATCH:
            async with self._begin() as work:
                pruned = await work.deliveries.prune(work.tx.now - RETENTION, BATCH)
                await work.commit()
