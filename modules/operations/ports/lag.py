"""How far behind deliveries are, cheap to ask however many there are."""

from collections.abc import Mapping
from typing import Protocol

from shared.kernel.transaction import Transaction


class Lag(Protocol):
    """Each answer is by consumer."""

    async def open_deliveries(self, tx: Transaction) -> Mapping[str, float]:
        """Deliveries that are not done, counted to 10,000."""
        ...

    async def oldest_seconds(self, tx: Transaction) -> Mapping[str, float]:
        """How long the delivery that is due the longest has been so; 0 where none is."""
        ...

    async def dead_letters(self, tx: Transaction) -> Mapping[str, float]:
        """Deliveries given up and neither replayed nor discarded."""
        ...
