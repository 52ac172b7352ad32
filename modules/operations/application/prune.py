"""Delete what nobody can ask for any more, a little at a time."""

from datetime import timedelta

from modules.operations.ports.unit_of_work import Begin
from shared.kernel.events import EventMetadata
from shared.kernel.feed import RETENTION
from shared.kernel.principal import SYSTEM
from shared.kernel.transaction import AuditEntry

EVENTS_KEPT_FOR = RETENTION + timedelta(days=1)
"""Longer than the feed reaches, so that no reader with a valid cursor misses one."""

KEYS_KEPT_FOR = timedelta(hours=72)
BATCH = 1000


class PruneEvents:
    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self) -> None:
        """Delete old events whose deliveries are done, one transaction a batch.

        The audit log keeps that it was done: from then on events need not begin at 1.
        """
        pruned = BATCH
        while pruned == BATCH:
            async with self._begin(None) as work:
                before = work.tx.now - EVENTS_KEPT_FOR
                pruned = await work.retention.prune_events(before, BATCH)
                if pruned:
                    changes = {"before": before.isoformat(), "events": pruned}
                    cause = EventMetadata(SYSTEM.name, "prune-events")
                    work.tx.audit(AuditEntry("events.pruned", "events", cause, changes))
                await work.commit()


class PruneKeys:
    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self) -> None:
        """Delete answers that are kept no longer, one transaction a batch."""
        pruned = BATCH
        while pruned == BATCH:
            async with self._begin(None) as work:
                pruned = await work.retention.prune_keys(work.tx.now - KEYS_KEPT_FOR, BATCH)
                await work.commit()
