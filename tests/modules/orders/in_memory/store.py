"""The store of orders in memory: unit of work, repositories and queries."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Never, TypeVar

from modules.orders.ports.payments.payment_provider import ProviderEvent
from shared.kernel.commands import Command
from shared.kernel.errors import Conflict, DomainError, Invalid
from shared.kernel.idempotency import Idempotency, IdempotencyKey, ReplayedResponse, StoredResponse
from tests.in_memory_unit_of_work import InMemoryUnitOfWorkBase
from tests.modules.orders.in_memory.fulfillment import InMemoryFulfillmentQueue, InMemoryParts
from tests.modules.orders.in_memory.order_queries import InMemoryOrderQueries
from tests.modules.orders.in_memory.order_repository import InMemoryOrderRepository
from tests.modules.orders.in_memory.transaction import InMemoryTransaction, StoreState

Outcome = TypeVar("Outcome")


class InMemoryProviderEvents:
    def __init__(self, kept: StoreState) -> None:
        self._kept = kept

    async def add(self, provider: str, report: ProviderEvent) -> bool:
        new = (provider, report.event_id) not in self._kept.reports
        self._kept.reports.add((provider, report.event_id))
        return new

    async def find_order_id(self, provider: str, report: ProviderEvent) -> int | None:
        for order in self._kept.orders.values():
            own = {payment.id for payment in order.payments if payment.provider == provider}
            refunds = {refund.id for refund in order.refunds if refund.payment_id in own}
            if report.payment_id in own or report.refund_id in refunds:
                return order.id
        return None

    async def delete_older(self, older: timedelta, limit: int) -> int:
        return 0


class InMemoryQueryScope:
    def __init__(self, kept: StoreState) -> None:
        self.tx = InMemoryTransaction(kept)
        self.records = InMemoryOrderQueries(kept)
        self.shipments = InMemoryParts(kept.parts.shipments, kept.orders, self.tx)
        self.returns = InMemoryParts(kept.parts.returns, kept.orders, self.tx)
        self.queue = InMemoryFulfillmentQueue(kept.orders, kept.now)


class InMemoryUnitOfWork(InMemoryUnitOfWorkBase):
    def __init__(self, kept: StoreState, idempotency: Idempotency[Never] | None = None) -> None:
        self.tx = InMemoryTransaction(kept)
        super().__init__(self.tx, idempotency)
        self.key_states: Sequence[StoredResponse | DomainError | None] = ()
        self.orders = InMemoryOrderRepository(self.tx)
        self.provider_events = InMemoryProviderEvents(kept)
        self.shipments = InMemoryParts(kept.parts.shipments, kept.orders, self.tx)
        self.returns = InMemoryParts(kept.parts.returns, kept.orders, self.tx)

    def claim(self, keys: Sequence[IdempotencyKey | None]) -> None:
        seen: set[tuple[str, str]] = set()
        self.key_states = [self._key_state(key, seen) if key else None for key in keys]

    def _key_state(self, key: IdempotencyKey, seen: set[tuple[str, str]]) -> StoredResponse | DomainError | None:
        name = (key.scope, key.key)
        if name in self.tx.state.answers:
            fingerprint, response = self.tx.state.answers[name]
            return response if fingerprint == key.fingerprint else Invalid(code="idempotency_key_reused")
        if name in seen:
            return Conflict("idempotency_in_flight", "It is being worked on.")
        seen.add(name)
        return None

    async def _apply(self) -> None:
        self.tx.state.commits += 1
        for do in self.tx.later:
            do()


class InMemoryStore:
    """Opens transactions in memory: `begin`, `look` and `read`, as use cases expect them."""

    def __init__(self) -> None:
        self.state = StoreState()

    def pass_time(self, **by: float) -> None:
        self.state.now += timedelta(**by)

    @asynccontextmanager
    async def begin(self, command: Command[Never] | None = None) -> AsyncIterator[InMemoryUnitOfWork]:
        idempotency = command.idempotency if command else None
        work = InMemoryUnitOfWork(self.state, idempotency)
        work.claim([idempotency.key if idempotency else None])
        (state,) = work.key_states
        if isinstance(state, StoredResponse):
            raise ReplayedResponse(state)
        if state is not None:
            raise state
        yield work
        work.check_ended(command)

    @asynccontextmanager
    async def begin_batch(self, keys: Sequence[IdempotencyKey | None]) -> AsyncIterator[InMemoryUnitOfWork]:
        work = InMemoryUnitOfWork(self.state)
        work.claim(keys)
        yield work

    @asynccontextmanager
    async def look(self) -> AsyncIterator[InMemoryQueryScope]:
        yield InMemoryQueryScope(self.state)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[InMemoryOrderQueries]:
        yield InMemoryOrderQueries(self.state)
