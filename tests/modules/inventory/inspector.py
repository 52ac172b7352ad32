"""What the tests of inventory pass to a store and read from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from modules.inventory.domain.ledger import LedgerEntry
from modules.inventory.domain.reservation import Reservation
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction

METADATA = EventMetadata(actor="user:1", request_id="r-1")


class OpenTransaction(Transaction, Protocol):
    async def commit(self) -> None: ...


@dataclass(frozen=True)
class PublishedEvent:
    """A published event."""

    type: str
    aggregate_id: str
    sequence: int
    data: dict[str, object]


class Inspector(Protocol):
    """Reads the contents of a store."""

    async def entries(self) -> Sequence[LedgerEntry]: ...

    async def reservations(self, order_id: int) -> Sequence[Reservation]: ...

    async def events(self) -> Sequence[PublishedEvent]: ...

    async def refused(self) -> Sequence[tuple[str, str, int, int]]: ...
