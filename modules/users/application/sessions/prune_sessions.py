"""Delete old sessions."""

from datetime import timedelta

from modules.users.ports.unit_of_work import Begin

RETENTION = timedelta(days=7)
"""Ended sessions are kept this long, so that a reused token is still recognized."""

_BATCH_SIZE = 500


class PruneSessions:
    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self) -> None:
        """Delete in small batches, one transaction each."""
        pruned = _BATCH_SIZE
        while pruned == _BATCH_SIZE:
            async with self._begin() as work:
                pruned = await work.sessions.prune(work.tx.now - RETENTION, _BATCH_SIZE)
                await work.commit()
