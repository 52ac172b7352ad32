"""Delete old events in batches."""

from datetime import timedelta

from modules.operations.ports.unit_of_work import Begin
from shared.kernel.events import EventMetadata
from shared.kernel.feed import RETENTION
from shared.kernel.principal import SYSTEM
from shared.kernel.transaction import AuditEntry

EVENT_RETENTION = RETENTION + timedelta(days=1)
"""Longer than the feed's retention, so that no reader with a valid cursor misses an event."""

BATCH_SIZE = 1000


class PruneEvents:
    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self) -> None:
        """Delete old events whose deliveries are done, one transaction a batch.

        An audit log entry records the deletion. From then on, sequences need not start at 1.
        """
        pruned = BATCH_SIZE
        while pruned == BATCH_SIZE:
            async with self._begin() as work:
                before = work.tx.now - EVENT_RETENTION
                pruned = await work.retention.prune_events(before, BATCH_SIZE)
                if pruned:
                    changes = {"before": before.isoformat(), "events": pruned}
                    metadata = EventMetadata(SYSTEM.name, "prune-events")
                    work.tx.audit(AuditEntry("events.pruned", resource="events", metadata=metadata, changes=changes))
                await work.commit()
