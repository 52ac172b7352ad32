"""What is deleted when its time is over."""

from datetime import datetime
from typing import Protocol


class Retention(Protocol):
    async def prune_events(self, before: datetime, at_most: int) -> int:
        """Delete events that occurred before, with their deliveries, and say how many.

        An event stays while a delivery of it, or of an earlier one of its aggregate, is not
        done: so what is left of an aggregate's events is without gaps.
        """
        ...

    async def prune_keys(self, before: datetime, at_most: int) -> int:
        """Delete answers kept since before; how many."""
        ...
