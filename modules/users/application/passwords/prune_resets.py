"""Forgotten passwords are forgotten."""

from datetime import timedelta

from modules.users.ports.unit_of_work import Begin

KEPT_FOR = timedelta(days=2)
"""Longer than the mail about one is tried."""

_BATCH = 500


class PruneResets:
    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self) -> None:
        """Delete in small batches, one transaction each."""
        pruned = _BATCH
        while pruned == _BATCH:
            async with self._begin(None) as work:
                pruned = await work.resets.prune(work.tx.now - KEPT_FOR, _BATCH)
                await work.commit()
