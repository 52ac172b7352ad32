"""Delete old password reset requests."""

from datetime import timedelta

from modules.users.ports.unit_of_work import Begin

RETENTION = timedelta(days=2)
"""Longer than the delivery of the mail is retried."""

_BATCH_SIZE = 500


class PruneResets:
    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self) -> None:
        """Delete in small batches, one transaction each."""
        pruned = _BATCH_SIZE
        while pruned == _BATCH_SIZE:
            async with self._begin() as work:
                pruned = await work.resets.prune(work.tx.now - RETENTION, _BATCH_SIZE)
                await work.commit()
