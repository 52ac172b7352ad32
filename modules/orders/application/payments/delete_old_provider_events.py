"""Delete the providers' old events."""

from datetime import timedelta

from modules.orders.ports.unit_of_work import Begin

RETENTION = timedelta(days=30)
BATCH = 1_000


class DeleteOldProviderEvents:
    """Providers repeat an event for a few days at most, so older ones are not needed for deduplication."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self) -> None:
        more = True
        while more:
            async with self._begin() as work:
                more = await work.provider_events.delete_older(RETENTION, BATCH) == BATCH
                await work.commit()
