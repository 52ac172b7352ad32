"""The state of a database in memory, and a transaction on it."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from modules.inventory.domain.announced_availability import AnnouncedAvailability
from modules.inventory.domain.ledger import LedgerEntry
from modules.inventory.domain.level import StockLevel
from modules.inventory.domain.location import Location
from modules.inventory.domain.product import Product
from modules.inventory.domain.reservation import Reservation
from modules.inventory.domain.transfer import Transfer
from modules.inventory.ports.stock_documents import Document
from shared.kernel.events import OutgoingEvent
from shared.kernel.idempotency import IdempotencyKey, ReplayedResponse, StoredResponse
from shared.kernel.transaction import AuditEntry

START = datetime(2026, 11, 21, 9, tzinfo=UTC)


@dataclass
class State:
    products: dict[str, Product] = field(default_factory=dict)
    locations: dict[str, Location] = field(default_factory=dict)
    levels: dict[tuple[str, str], StockLevel] = field(default_factory=dict)
    ledger: dict[int, LedgerEntry] = field(default_factory=dict)
    reservations: dict[tuple[int, int], Reservation] = field(default_factory=dict)
    refused: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    announced_availability: dict[str, AnnouncedAvailability] = field(default_factory=dict)
    documents: dict[int, Document] = field(default_factory=dict)
    transfers: dict[int, Transfer] = field(default_factory=dict)
    events: list[OutgoingEvent] = field(default_factory=list)
    audit: list[AuditEntry] = field(default_factory=list)
    answers: dict[IdempotencyKey, StoredResponse] = field(default_factory=dict)
    last_id: int = 0

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id


@dataclass
class InMemoryStore:
    """The committed state and a clock."""

    state: State = field(default_factory=State)
    now: datetime = START

    def __post_init__(self) -> None:
        self.state.locations["MAIN"] = Location(
            code="MAIN",
            name="Main",
            country="GB",
            priority=0,
            fulfills_online=True,
            active=True,
            version=1,
            created_at=START,
            updated_at=START,
        )

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)


class InMemoryTransaction:
    """The kernel's `Transaction` on a copy of the state; uncommitted changes are discarded."""

    def __init__(self, memory: InMemoryStore, key: IdempotencyKey | None = None) -> None:
        if key is not None and key in memory.state.answers:
            raise ReplayedResponse(memory.state.answers[key])
        self._memory = memory
        self.state = deepcopy(memory.state)
        self.now = memory.now
        self._after: list[Callable[[], None]] = []

    def record(self, recorded: OutgoingEvent) -> None:
        taken = {(e.event.aggregate_type, e.aggregate_id, e.sequence) for e in self.state.events}
        assert (recorded.event.aggregate_type, recorded.aggregate_id, recorded.sequence) not in taken
        self.state.events.append(recorded)

    def collect(self, events: list[OutgoingEvent]) -> None:
        for event in events:
            self.record(event)
        events.clear()

    def store_response(self, key: IdempotencyKey, response: StoredResponse) -> None:
        self.state.answers[key] = response

    def complete_response(self, key: IdempotencyKey, response: StoredResponse) -> None:
        assert key in self.state.answers
        self.state.answers[key] = response

    def audit(self, line: AuditEntry) -> None:
        self.state.audit.append(line)

    def after_commit(self, do: Callable[[], None]) -> None:
        self._after.append(do)

    async def commit(self) -> None:
        self._memory.state = self.state
        for do in self._after:
            do()
