"""Create the partitions of the next days."""

from datetime import timedelta

from modules.operations.ports.unit_of_work import Begin

DAYS_AHEAD = timedelta(days=3)
"""A day without a partition is not lost: its rows are moved when the partition is created."""


class CreateEventDays:
    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self) -> None:
        """Create missing partitions of events and deliveries, from the last existing one to three days ahead."""
        async with self._begin() as work:
            await work.retention.create_days((work.tx.now + DAYS_AHEAD).date())
            await work.commit()
