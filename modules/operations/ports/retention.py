"""Port: prepares and deletes partitions of events, and deletes expired data."""

from datetime import date, datetime
from typing import Protocol


class Retention(Protocol):
    async def create_days(self, until: date) -> int:
        """Create the missing partitions of events and deliveries up to that day. Return their number."""
        ...

    async def drop_day(self, before: datetime) -> int | None:
        """Drop the oldest day of events if all occurred before. Return their number; None if there is no such day.

        An event is kept while a delivery of it, or of an earlier event of its aggregate, is not
        done, so that the remaining sequence of the aggregate has no gaps.
        """
        ...

    async def prune_kept_events(self, before: datetime, at_most: int) -> int:
        """Delete events that were kept when their day was dropped and are finished now. Return their number."""
        ...

    async def prune_keys(self, before: datetime, at_most: int) -> int:
        """Delete idempotency keys that were created before. Return their number."""
        ...
