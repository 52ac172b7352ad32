"""Delete old events, whole days at a time."""

from datetime import datetime, timedelta

from modules.operations.ports.unit_of_work import Begin
from shared.kernel.events import EventMetadata
from shared.kernel.feed import RETENTION
from shared.kernel.principal import SYSTEM
from shared.kernel.transaction import AuditEntry, Transaction

EVENT_RETENTION = RETENTION + timedelta(days=1)
"""Longer than the feed's retention, so that no reader with a valid cursor misses an event."""

BATCH_SIZE = 1000


class PruneEvents:
    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self) -> None:
        """Drop the days of old events, and delete those kept earlier whose deliveries are done meanwhile.

        One transaction for each day and batch; an audit log entry records it. From then on, sequences need not start
        at 1.
        """
        while await self._drop_day():
            pass
        while await self._prune_kept() == BATCH_SIZE:
            pass

    async def _drop_day(self) -> bool:
        async with self._begin() as work:
            before = work.tx.now - EVENT_RETENTION
            dropped = await work.retention.drop_day(before)
            if dropped:
                _audit(work.tx, before, dropped)
            await work.commit()
        return dropped is not None

    async def _prune_kept(self) -> int:
        async with self._begin() as work:
            before = work.tx.now - EVENT_RETENTION
            pruned = await work.retention.prune_kept_events(before, BATCH_SIZE)
            if pruned:
                _audit(work.tx, before, pruned)
            await work.commit()
        return pruned


def _audit(tx: Transaction, before: datetime, events: int) -> None:
    changes = {"before": before.isoformat(), "events": events}
    metadata = EventMetadata(SYSTEM.name, "prune-events")
    tx.audit(AuditEntry("events.pruned", resource="events", metadata=metadata, changes=changes))
