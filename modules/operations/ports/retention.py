"""Port: deletes expired data."""

from datetime import datetime
from typing import Protocol


class Retention(Protocol):
    async def prune_events(self, before: datetime, at_most: int) -> int:
        """Delete events that occurred before, with their deliveries. Return their number.

        An event is kept while a delivery of it, or of an earlier event of its aggregate, is not
        done, so that the remaining sequence of the aggregate has no gaps.
        """
        ...

    async def prune_keys(self, before: datetime, at_most: int) -> int:
        """Delete idempotency keys that were created before. Return their number."""
        ...
