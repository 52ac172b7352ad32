"""Publish deferred announcements of availability."""

from datetime import timedelta
from uuid import uuid4

from modules.inventory.application.stock.publish_availability import publish_availability
from modules.inventory.ports.unit_of_work import Begin
from modules.inventory.public import InventoryPolicy
from shared.kernel.events import EventMetadata
from shared.kernel.principal import SYSTEM

DUE_BATCH_SIZE = 200


class PublishDueAvailability:
    """Publishes deferred announcements whose pause is over."""

    def __init__(self, begin: Begin, policy: InventoryPolicy) -> None:
        self._begin = begin
        self._policy = policy

    async def __call__(self) -> None:
        pause = timedelta(seconds=self._policy.announce_seconds)
        async with self._begin() as work:
            skus = await work.announced_availability.list_due(work.tx.now - pause, DUE_BATCH_SIZE)
            if skus:
                await publish_availability(
                    work, skus, metadata=EventMetadata(SYSTEM.name, f"standing-{uuid4()}"), policy=self._policy
                )
                await work.commit()
