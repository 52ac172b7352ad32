"""State of the store in memory, and a transaction on it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from modules.orders.domain.order.order import Order
from modules.orders.ports.orders.order_queries import HistoryEntry
from shared.kernel.events import OutgoingEvent
from shared.kernel.idempotency import IdempotencyKey, StoredResponse
from shared.kernel.transaction import AuditEntry
from tests.modules.orders.in_memory.fulfillment import PartState
from tests.modules.promotions.in_memory import PromotionsState


@dataclass
class StoreState:
    """The committed state."""

    now: datetime = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    orders: dict[int, Order] = field(default_factory=dict)
    history: list[tuple[int, HistoryEntry]] = field(default_factory=list)
    answers: dict[tuple[str, str], tuple[bytes, StoredResponse]] = field(default_factory=dict)
    events: list[OutgoingEvent] = field(default_factory=list)
    audited: list[AuditEntry] = field(default_factory=list)
    reports: set[tuple[str, str]] = field(default_factory=set)
    promotions: PromotionsState = field(default_factory=PromotionsState)
    parts: PartState = field(default_factory=PartState)
    commits: int = 0
    last_id: int = 0


class InMemoryTransaction:
    def __init__(self, kept: StoreState) -> None:
        self.state = kept
        self.later: list[Callable[[], None]] = []

    @property
    def now(self) -> datetime:
        return self.state.now

    def record(self, recorded: OutgoingEvent) -> None:
        self.later.append(lambda: self.state.events.append(recorded))

    def store_response(self, key: IdempotencyKey, response: StoredResponse) -> None:
        def keep() -> None:
            self.state.answers[key.scope, key.key] = (key.fingerprint, response)

        self.later.append(keep)

    def complete_response(self, key: IdempotencyKey, response: StoredResponse) -> None:
        self.store_response(key, response)

    def audit(self, line: AuditEntry) -> None:
        self.later.append(lambda: self.state.audited.append(line))

    def after_commit(self, do: Callable[[], None]) -> None:
        self.later.append(do)
