"""Delete old idempotency keys in batches."""

from datetime import timedelta

from modules.operations.ports.unit_of_work import Begin

KEY_RETENTION = timedelta(hours=72)
BATCH_SIZE = 1000


class PruneKeys:
    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self) -> None:
        """Delete old idempotency keys with their stored responses, one transaction a batch."""
        pruned = BATCH_SIZE
        while pruned == BATCH_SIZE:
            async with self._begin() as work:
                pruned = await work.retention.prune_keys(work.tx.now - KEY_RETENTION, BATCH_SIZE)
                await work.commit()
