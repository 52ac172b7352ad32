"""The store of orders in memory: unit of work, repositories and queries."""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Never, TypeVar

from modules.orders.adapters.outbound.sql.published_events import collect_events
from modules.orders.domain.fulfillment.stock_movements import STOCK_SHORTFALL
from modules.orders.domain.order.buyer import Buyer
from modules.orders.domain.order.erasure import Erasure, anonymize
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.domain.order.status import OPEN_STATUSES, Status
from modules.orders.domain.payments.disputes import DISPUTE
from modules.orders.domain.payments.due_requests import is_due_at_provider
from modules.orders.ports.orders.order_queries import HistoryEntry, OrderFilter
from modules.orders.ports.orders.order_repository import Reference, SequenceName
from modules.orders.ports.payments.payment_provider import ProviderEvent
from shared.kernel.commands import Command
from shared.kernel.errors import Conflict, DomainError, Invalid
from shared.kernel.events import OutgoingEvent
from shared.kernel.idempotency import Idempotency, IdempotencyKey, ReplayedResponse, StoredResponse
from shared.kernel.paging import Page, PageRequest
from shared.kernel.transaction import AuditEntry
from tests.in_memory_unit_of_work import InMemoryUnitOfWorkBase
from tests.modules.orders.in_memory_parts import InMemoryFulfillmentQueue, InMemoryParts, PartState
from tests.modules.promotions.in_memory import PromotionsState

Outcome = TypeVar("Outcome")


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


class InMemoryOrderRepository:
    def __init__(self, tx: InMemoryTransaction) -> None:
        self._tx = tx
        self._kept = tx.state

    async def next_ids(self, count: int, of: SequenceName = "order") -> Sequence[int]:
        first = self._kept.last_id + 1
        self._kept.last_id += count
        return list(range(first, first + count))

    async def lock_names(self, names: Collection[str]) -> None:
        pass

    async def find_by_reference(self, references: Sequence[Reference]) -> Mapping[Reference, int]:
        known = {
            Reference(o.buyer.reference_scope, o.client_reference): o.id
            for o in self._kept.orders.values()
            if o.client_reference
        }
        return {reference: known[reference] for reference in references if reference in known}

    async def count_unpaid(self, customer_ids: Sequence[int]) -> Mapping[int, int]:
        waiting = [o.buyer for o in self._kept.orders.values() if o.status is Status.PENDING_PAYMENT]
        own = [each.customer_id for each in waiting if each.placed_by == f"user:{each.customer_id}"]
        return {id_: own.count(id_) for id_ in customer_ids}

    def add(self, order: Order) -> None:
        self.save(order)

    def save(self, order: Order) -> None:
        entries = [(order.id, entry) for entry in _entries(order)]
        collect_events(self._tx, order)
        self._tx.later.append(lambda: self._keep(order, entries))

    async def save_terms(self, order: Order) -> None:
        """`save` stores all of an order here."""

    def save_money(self, order: Order) -> None:
        self.save(order)

    def _keep(self, order: Order, entries: Sequence[tuple[int, HistoryEntry]]) -> None:
        kept = deepcopy(order)
        self._kept.history += entries
        for payment in kept.payments:
            payment.persisted, payment.dirty = True, False
        for refund in kept.refunds:
            refund.persisted, refund.dirty = True, False
        self._kept.orders[order.id] = kept

    async def lock(self, order_id: int, *, wait: bool = True) -> Order | None:
        return deepcopy(self._kept.orders.get(order_id))

    async def find_by_payment(self, payment_id: int) -> int | None:
        return next((o.id for o in self._kept.orders.values() if payment_id in {p.id for p in o.payments}), None)

    async def find_by_refund(self, refund_id: int) -> int | None:
        return next((o.id for o in self._kept.orders.values() if refund_id in {r.id for r in o.refunds}), None)

    async def get_buyers(self, order_ids: Sequence[int]) -> Mapping[int, Buyer]:
        found = {id_: self._kept.orders[id_].buyer for id_ in order_ids if id_ in self._kept.orders}
        return {id_: replace(buyer, guest=None) for id_, buyer in found.items()}

    async def list_with_coupon(self, customer_id: int) -> Sequence[int]:
        orders = self._kept.orders.values()
        return [o.id for o in orders if o.coupon_code is not None and o.buyer.customer_id == customer_id]

    async def claim_guest_orders(self, customer_id: int, email: str) -> None:
        for order in self._kept.orders.values():
            if order.buyer.guest is not None and order.buyer.guest.email.lower() == email.lower():
                order.buyer = replace(order.buyer, claimed_by=customer_id)

    async def erase(self, customer_id: int) -> Sequence[int]:
        waiting: list[int] = []
        for order in self._kept.orders.values():
            if order.buyer.customer_id == customer_id:
                if order.erasure is None:
                    waits = order.status in OPEN_STATUSES and any(
                        line.open_quantity for line in order.lines if line.requires_shipping
                    )
                    home, order.details = order.details.shipping_address, anonymize(order.details)
                    order.erasure = Erasure.WAITING if waits else Erasure.DONE
                    if waits:
                        order.details = replace(order.details, shipping_address=home)
                        waiting.append(order.id)
                if order.hold and order.hold.reason not in (STOCK_SHORTFALL, DISPUTE):
                    order.hold = replace(order.hold, reason="erased")
                for refund in order.refunds:
                    refund.reason = "erased"
                    refund.dismiss_reason = refund.dismiss_reason and "erased"
                self._kept.history = [_erased_entry(id_, entry, order.id) for id_, entry in self._kept.history]
        return waiting

    async def list_overdue(self, limit: int) -> Sequence[int]:
        return [o.id for o in self._kept.orders.values() if o.is_overdue(self._kept.now)][:limit]

    async def list_due_among(self, order_ids: Sequence[int]) -> Sequence[int]:
        return [id_ for id_ in order_ids if _has_work(self._kept.orders[id_], self._kept.now)]

    async def list_due_at_provider(self, limit: int) -> Sequence[int]:
        return [o.id for o in self._kept.orders.values() if _has_work(o, self._kept.now)][:limit]

    async def list_expiring_authorizations(self, within: timedelta, limit: int) -> Sequence[int]:
        until = self._kept.now + within
        return [o.id for o in self._kept.orders.values() if any(_lapses(p, until) for p in o.payments)][:limit]


def _erased_entry(id_: int, entry: HistoryEntry, erased: int) -> tuple[int, HistoryEntry]:
    """The history entry, without its reason if its order is erased."""
    if id_ != erased or entry.detail.get("reason") in (None, STOCK_SHORTFALL, DISPUTE):
        return id_, entry
    return id_, replace(entry, detail={**entry.detail, "reason": "erased"})


def _lapses(payment: Payment, until: datetime) -> bool:
    ends = payment.authorization_expires_at
    return (
        payment.status is PaymentState.AUTHORIZED and not payment.lapse_notified and ends is not None and ends <= until
    )


def _has_work(order: Order, now: datetime) -> bool:
    if is_due_at_provider(order, now):
        return True
    waiting = [payment for payment in order.payments if payment.status is PaymentState.REQUIRES_ACTION]
    times = [order.payment_due_at, *(payment.next_action.expires_at for payment in waiting if payment.next_action)]
    return bool(waiting) and any(at is not None and at <= now for at in times)


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


def _entries(order: Order) -> Iterable[HistoryEntry]:
    for fact in order.events:
        metadata = fact.metadata
        yield HistoryEntry(
            fact.sequence,
            fact.at,
            fact.name,
            fact.status,
            fact.payment_status,
            metadata.actor,
            metadata.request_id,
            fact.detail,
        )


class InMemoryOrderQueries:
    """Supports the filters that tests use."""

    def __init__(self, kept: StoreState) -> None:
        self._kept = kept

    async def get(self, order_id: int) -> Order | None:
        return deepcopy(self._kept.orders.get(order_id))

    async def get_many(self, ids: Sequence[int]) -> Mapping[int, Order]:
        return {id_: deepcopy(self._kept.orders[id_]) for id_ in ids if id_ in self._kept.orders}

    async def list_orders(self, selection: OrderFilter, wanted: PageRequest) -> Page[Order]:
        found = sorted((o for o in self._kept.orders.values() if _matches(o, selection)), key=lambda o: -o.id)
        rest = [o for o in found if wanted.after is None or o.id < int(str(wanted.after[0]))][wanted.offset :]
        more = len(rest) > wanted.limit
        shown = rest[: wanted.limit]
        return Page(shown, [shown[-1].id] if more else None, len(found) if wanted.with_total else None)

    async def get_history(self, order_id: int) -> Sequence[HistoryEntry]:
        return [entry for id_, entry in self._kept.history if id_ == order_id]

    async def get_histories(self, order_ids: Sequence[int]) -> Mapping[int, Sequence[HistoryEntry]]:
        kept = {id_: await self.get_history(id_) for id_ in order_ids}
        return {id_: entries for id_, entries in kept.items() if entries}


def _matches(order: Order, selection: OrderFilter) -> bool:
    return (
        selection.customer_id_is in (None, order.buyer.customer_id)
        and selection.placed_by in (None, order.buyer.placed_by)
        and selection.status in (None, order.status)
        and selection.sku in (None, *(line.sku for line in order.lines))
    )


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
        self.orders = InMemoryOrderRepository(self.tx)
        self.provider_events = InMemoryProviderEvents(kept)
        self.shipments = InMemoryParts(kept.parts.shipments, kept.orders, self.tx)
        self.returns = InMemoryParts(kept.parts.returns, kept.orders, self.tx)

    async def key_states(self, keys: Sequence[IdempotencyKey | None]) -> Sequence[StoredResponse | DomainError | None]:
        seen: set[tuple[str, str]] = set()
        return [self._standing(key, seen) if key else None for key in keys]

    def _standing(self, key: IdempotencyKey, seen: set[tuple[str, str]]) -> StoredResponse | DomainError | None:
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
        (standing,) = await work.key_states([idempotency.key if idempotency else None])
        if isinstance(standing, StoredResponse):
            raise ReplayedResponse(standing)
        if standing is not None:
            raise standing
        yield work
        work.check_ended(command)

    @asynccontextmanager
    async def look(self) -> AsyncIterator[InMemoryQueryScope]:
        yield InMemoryQueryScope(self.state)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[InMemoryOrderQueries]:
        yield InMemoryOrderQueries(self.state)
