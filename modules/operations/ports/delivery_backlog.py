"""Port: measures the delivery backlog at bounded cost."""

from collections.abc import Mapping
from typing import Protocol

from shared.kernel.transaction import Transaction


class DeliveryBacklogQueries(Protocol):
    """Each query returns values by consumer."""

    async def count_open_deliveries(self, tx: Transaction) -> Mapping[str, float]:
        """Deliveries that are not done, counted up to 10,000."""
        ...

    async def get_oldest_due_seconds(self, tx: Transaction) -> Mapping[str, float]:
        """Seconds since the oldest open delivery was due; 0 if there is none."""
        ...

    async def dead_letters(self, tx: Transaction) -> Mapping[str, float]:
        """Dead letters that were neither replayed nor discarded."""
        ...
