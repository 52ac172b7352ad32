"""The store of gift_desk in memory: repository, queries and units of work."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Never

from modules.gift_desk.domain.errors import gift_card_taken
from modules.gift_desk.domain.gift_card import GiftCard, GiftCardState
from modules.gift_desk.ports.gift_cards import GiftCardFilter
from shared.kernel.commands import Command
from shared.kernel.events import OutgoingEvent
from shared.kernel.idempotency import IdempotencyKey, StoredResponse
from shared.kernel.paging import Page, PageRequest
from shared.kernel.transaction import AuditEntry
from tests.in_memory_unit_of_work import InMemoryUnitOfWorkBase


@dataclass
class GiftDeskState:
    """The committed state; gift cards by id."""

    gift_cards: dict[int, GiftCardState] = field(default_factory=dict)
    events: list[OutgoingEvent] = field(default_factory=list)
    audited: list[AuditEntry] = field(default_factory=list)
    last_id: int = 0


class InMemoryTransaction:
    """Changes take effect on commit, in the order in which they were noted."""

    now = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

    def __init__(self, state: GiftDeskState) -> None:
        self.state = state
        self.later: list[Callable[[], None]] = []

    def record(self, recorded: OutgoingEvent) -> None:
        self.later.append(lambda: self.state.events.append(recorded))

    def store_response(self, key: IdempotencyKey, response: StoredResponse) -> None: ...

    def complete_response(self, key: IdempotencyKey, response: StoredResponse) -> None: ...

    def audit(self, line: AuditEntry) -> None:
        self.later.append(lambda: self.state.audited.append(line))

    def after_commit(self, do: Callable[[], None]) -> None:
        self.later.append(do)


class InMemoryGiftCardRepository:
    """Implements the port `GiftCardRepository`."""

    def __init__(self, tx: InMemoryTransaction) -> None:
        self._tx = tx

    async def next_id(self) -> int:
        self._tx.state.last_id += 1
        return self._tx.state.last_id

    async def get(self, gift_card_id: int) -> GiftCard | None:
        found = self._tx.state.gift_cards.get(gift_card_id)
        return None if found is None else GiftCard(found)

    def add(self, gift_card: GiftCard) -> None:
        added = gift_card.state

        def insert() -> None:
            if any(stored.name == added.name for stored in self._tx.state.gift_cards.values()):
                raise gift_card_taken()
            self._tx.state.gift_cards[added.id] = added

        self._tx.after_commit(insert)
        self._collect_events(gift_card)

    def save(self, gift_card: GiftCard) -> None:
        self._store(gift_card.state)
        self._collect_events(gift_card)

    async def erase_users(self, user_ids: Sequence[int]) -> None:
        for found in self._tx.state.gift_cards.values():
            if found.created_by in user_ids:
                self._store(replace(found, created_by=None, version=found.version + 1, updated_at=self._tx.now))

    def _store(self, saved: GiftCardState) -> None:
        self._tx.after_commit(lambda: self._tx.state.gift_cards.update({saved.id: saved}))

    def _collect_events(self, gift_card: GiftCard) -> None:
        for event in gift_card.take_events():
            self._tx.record(event)


class InMemoryGiftCardQueries:
    """Implements the port `GiftCardQueries`; sorts by name only."""

    def __init__(self, state: GiftDeskState) -> None:
        self._state = state

    async def get(self, gift_card_id: int) -> GiftCardState | None:
        return self._state.gift_cards.get(gift_card_id)

    async def list_gift_cards(self, where: GiftCardFilter, wanted: PageRequest) -> Page[GiftCardState]:
        found = sorted(
            (
                each
                for each in self._state.gift_cards.values()
                if where.status in (None, each.status) and (where.q or "").lower() in each.name.lower()
            ),
            key=lambda each: each.name,
        )
        rest = [each for each in found if wanted.after is None or each.name > str(wanted.after[0])][wanted.offset :]
        shown = rest[: wanted.limit]
        return Page(shown, next_after=[shown[-1].name] if len(rest) > len(shown) else None, total=len(found))


class InMemoryUnitOfWork(InMemoryUnitOfWorkBase):
    """Implements the port `UnitOfWork`."""

    def __init__(self, state: GiftDeskState) -> None:
        self.tx = InMemoryTransaction(state)
        super().__init__(self.tx)
        self.gift_cards = InMemoryGiftCardRepository(self.tx)

    async def _apply(self) -> None:
        for do in self.tx.later:
            do()


class InMemoryStore:
    """Opens units of work in memory."""

    def __init__(self) -> None:
        self.state = GiftDeskState()
        self.queries = InMemoryGiftCardQueries(self.state)

    @asynccontextmanager
    async def begin(self, command: Command[Never] | None = None) -> AsyncIterator[InMemoryUnitOfWork]:
        work = InMemoryUnitOfWork(self.state)
        yield work
        work.check_ended(command)
