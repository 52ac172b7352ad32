"""What doctor asks of this module's data."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from modules.reports.domain.counting import Counted
from modules.reports.domain.progress import Progress
from modules.reports.domain.reports import RefusedRow
from shared.kernel.transaction import Transaction


class WrongSum(NamedTuple):
    """Figures that are not the sum of what the orders are counted with."""

    place: str
    kept: Sequence[int]
    summed: Sequence[int]


class Integrity(Protocol):
    async def wrong_sums(self, tx: Transaction) -> Sequence[WrongSum]: ...

    async def counted(self, tx: Transaction, order_ids: Sequence[int]) -> Mapping[int, Counted]:
        """What those of the orders that are counted are counted with."""
        ...

    async def counted_newest(self, tx: Transaction, at_most: int) -> Sequence[int]:
        """The newest orders that are counted with something."""
        ...

    async def unheard(self, tx: Transaction) -> Collection[int]:
        """Orders of which something has happened that is not counted yet, or was given up."""
        ...

    async def refused(self, tx: Transaction) -> Sequence[RefusedRow]:
        """The refused demand that is kept, by day and SKU."""
        ...

    async def progress(self, tx: Transaction) -> Progress: ...
