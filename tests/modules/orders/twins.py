"""In-memory twins of the ports of orders; each passes the contract suite of the real adapter."""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from weakref import WeakKeyDictionary

from modules.orders.domain.buyer import Address, Details
from modules.orders.domain.errors import insufficient_stock
from modules.orders.domain.life import Status
from modules.orders.domain.order import Order
from modules.orders.ports.orders import Reference
from modules.orders.ports.records import Entry, Selection
from modules.orders.ports.stock import Demand
from shared.kernel.errors import Conflict, Invalid, Refusal
from shared.kernel.events import Cause, Recorded
from shared.kernel.idempotency import AlreadyAnswered, Answer, Claim, Reply
from shared.kernel.paging import Page, Slice
from shared.kernel.transaction import AuditLine, Transaction


@dataclass(frozen=True)
class OfferTwin:
    sku: str
    name: str = "A thing"
    price_cents: int = 1000
    tax_rate_bps: int = 2000
    active: bool = True
    requires_shipping: bool = True
    max_per_order: int | None = None


@dataclass(frozen=True)
class AvailabilityTwin:
    available: int
    backorderable: int


@dataclass(frozen=True)
class AllocationTwin:
    line_id: int
    sku: str
    location_code: str | None
    quantity: int


@dataclass(frozen=True)
class CustomerTwin:
    id: int
    email: str
    username: str
    full_name: str | None = None
    is_active: bool = True


class StockTwin:
    """The port `Stock`: what a transaction reserves stays when it commits."""

    def __init__(self) -> None:
        self.products: dict[str, OfferTwin] = {}
        self.on_hand: dict[str, int] = {}
        self.backorderable: dict[str, int] = {}
        self.holds: dict[int, list[AllocationTwin]] = {}
        self._open: WeakKeyDictionary[Transaction, _Delta] = WeakKeyDictionary()

    def sell(self, sku: str, units: int, backorderable: int = 0, **offer: object) -> None:
        self.products[sku] = OfferTwin(sku, **offer)  # type: ignore[arg-type]
        self.on_hand[sku] = units
        self.backorderable[sku] = backorderable

    async def offers(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, OfferTwin]:
        return {sku: self.products[sku] for sku in skus if sku in self.products}

    async def availability(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, AvailabilityTwin]:
        return {sku: self._left(sku, self._open.get(tx)) for sku in skus if sku in self.products}

    async def allocations(self, tx: Transaction, order_id: int) -> Sequence[AllocationTwin]:
        return list(self.holds.get(order_id, ()))

    async def promised(self, tx: Transaction) -> Mapping[int, tuple[int, int]]:
        return {
            id_: (
                sum(a.quantity for a in found if a.location_code),
                sum(a.quantity for a in found if not a.location_code),
            )
            for id_, found in self.holds.items()
        }

    async def reserve(self, tx: Transaction, demands: Sequence[Demand]) -> Sequence[Sequence[AllocationTwin] | Refusal]:
        delta = self._delta_of(tx)
        return [self._meet(demand, delta) for demand in demands]

    async def release(self, tx: Transaction, order_id: int, cause: Cause) -> None:
        self._delta_of(tx).released.add(order_id)

    def _meet(self, demand: Demand, delta: "_Delta") -> list[AllocationTwin] | Refusal:
        wanted: dict[str, int] = {}
        for line in demand.order.lines:
            wanted[line.sku] = wanted.get(line.sku, 0) + line.quantity
        left = {sku: self._left(sku, delta) for sku in wanted}
        spare = {sku: left[sku].backorderable if demand.allow_backorder else 0 for sku in wanted}
        short = [sku for sku, units in wanted.items() if units > left[sku].available + spare[sku]]
        if short:
            return insufficient_stock(
                [{"sku": sku, "requested": wanted[sku], "available": left[sku].available} for sku in short]
            )
        available = {sku: left[sku].available for sku in wanted}
        allocations: list[AllocationTwin] = []
        for line in demand.order.lines:
            here = min(line.quantity, available[line.sku])
            available[line.sku] -= here
            if here:
                allocations.append(AllocationTwin(line.line_id, line.sku, "MAIN", here))
            if here < line.quantity:
                allocations.append(AllocationTwin(line.line_id, line.sku, None, line.quantity - here))
        delta.added[demand.order.id] = allocations
        return allocations

    def _left(self, sku: str, delta: "_Delta | None") -> AvailabilityTwin:
        """What nobody holds, those still open included: as if their rows were locked."""
        gone = delta.released if delta else set()
        held = [a for id_, found in self.holds.items() if id_ not in gone for a in found]
        held += [a for other in self._open.values() for found in other.added.values() for a in found]
        here = sum(a.quantity for a in held if a.sku == sku and a.location_code)
        waited = sum(a.quantity for a in held if a.sku == sku and not a.location_code)
        return AvailabilityTwin(self.on_hand[sku] - here, self.backorderable[sku] - waited)

    def _delta_of(self, tx: Transaction) -> "_Delta":
        if tx not in self._open:
            delta = self._open[tx] = _Delta()
            tx.after_commit(lambda: self._settle(delta))
        return self._open[tx]

    def _settle(self, delta: "_Delta") -> None:
        self.holds.update(delta.added)
        for order_id in delta.released:
            self.holds.pop(order_id, None)
        delta.added.clear()


@dataclass
class _Delta:
    """What one open transaction does; gone with it, unless it commits."""

    added: dict[int, list[AllocationTwin]] = field(default_factory=dict)
    released: set[int] = field(default_factory=set)


class CustomersTwin:
    """The port `Customers`."""

    def __init__(self, *ids: int) -> None:
        self.known = {id_: CustomerTwin(id_, f"user{id_}@example.com", f"user{id_}") for id_ in ids}

    async def by_id(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, CustomerTwin]:
        return {id_: self.known[id_] for id_ in ids if id_ in self.known}


@dataclass
class Kept:
    """What the in-memory shop holds: the truth between transactions."""

    now: datetime = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    orders: dict[int, Order] = field(default_factory=dict)
    history: list[tuple[int, Entry]] = field(default_factory=list)
    answers: dict[tuple[str, str], tuple[bytes, Answer]] = field(default_factory=dict)
    events: list[Recorded] = field(default_factory=list)
    audited: list[AuditLine] = field(default_factory=list)
    commits: int = 0
    last_id: int = 0


class MemoryTransaction:
    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self.later: list[Callable[[], None]] = []

    @property
    def now(self) -> datetime:
        return self.kept.now

    def record(self, recorded: Recorded) -> None:
        self.later.append(lambda: self.kept.events.append(recorded))

    def remember(self, claim: Claim, answer: Answer) -> None:
        def keep() -> None:
            self.kept.answers[claim.scope, claim.key] = (claim.fingerprint, answer)

        self.later.append(keep)

    def audit(self, line: AuditLine) -> None:
        self.later.append(lambda: self.kept.audited.append(line))

    def after_commit(self, do: Callable[[], None]) -> None:
        self.later.append(do)


class OrdersTwin:
    """The port `Orders`."""

    def __init__(self, tx: MemoryTransaction) -> None:
        self._tx = tx
        self._kept = tx.kept

    async def next_ids(self, count: int) -> Sequence[int]:
        first = self._kept.last_id + 1
        self._kept.last_id += count
        return list(range(first, first + count))

    async def take_turns(self, names: Collection[str]) -> None:
        pass

    async def by_reference(self, references: Sequence[Reference]) -> Mapping[Reference, int]:
        known = {
            Reference(o.buyer.reference_scope, o.client_reference): o.id
            for o in self._kept.orders.values()
            if o.client_reference
        }
        return {reference: known[reference] for reference in references if reference in known}

    async def unpaid(self, customer_ids: Sequence[int]) -> Mapping[int, int]:
        waiting = [o for o in self._kept.orders.values() if o.status is Status.PENDING_PAYMENT]
        return {id_: sum(o.buyer.customer_id == id_ for o in waiting) for id_ in customer_ids}

    def add(self, order: Order) -> None:
        self.save(order)

    def save(self, order: Order) -> None:
        self._tx.later.append(lambda: self._keep(order))

    def _keep(self, order: Order) -> None:
        kept = deepcopy(order)
        self._kept.history += [(order.id, entry) for entry in _entries(kept)]
        kept.facts.clear()
        self._kept.orders[order.id] = kept

    async def lock(self, order_id: int, *, wait: bool = True) -> Order | None:
        return deepcopy(self._kept.orders.get(order_id))

    async def erase(self, customer_id: int) -> None:
        for order in self._kept.orders.values():
            if order.buyer.customer_id == customer_id:
                home = order.details.shipping_address
                order.details = Details(home and Address("erased", "erased", "erased", "erased", home.country))

    async def due(self, limit: int) -> Sequence[int]:
        return [o.id for o in self._kept.orders.values() if o.is_due(self._kept.now)][:limit]


def _entries(order: Order) -> Iterable[Entry]:
    for fact in order.facts:
        cause = fact.cause
        yield Entry(
            fact.sequence,
            fact.at,
            fact.name,
            fact.status,
            fact.payment_status,
            cause.actor,
            cause.request_id,
            fact.detail,
        )


class RecordsTwin:
    """The port `Records`, with the filters the tests use."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    async def get(self, order_id: int) -> Order | None:
        return deepcopy(self._kept.orders.get(order_id))

    async def many(self, ids: Sequence[int]) -> Mapping[int, Order]:
        return {id_: deepcopy(self._kept.orders[id_]) for id_ in ids if id_ in self._kept.orders}

    async def page(self, selection: Selection, wanted: Slice) -> Page[Order]:
        found = sorted((o for o in self._kept.orders.values() if _matches(o, selection)), key=lambda o: -o.id)
        rest = [o for o in found if wanted.after is None or o.id < int(str(wanted.after[0]))][wanted.offset :]
        more = len(rest) > wanted.limit
        shown = rest[: wanted.limit]
        return Page(shown, [shown[-1].id] if more else None, len(found) if wanted.with_total else None)

    async def history(self, order_id: int) -> Sequence[Entry]:
        return [entry for id_, entry in self._kept.history if id_ == order_id]


def _matches(order: Order, selection: Selection) -> bool:
    return (
        selection.customer_id_is in (None, order.buyer.customer_id)
        and selection.placed_by in (None, order.buyer.placed_by)
        and selection.status in (None, order.status)
        and selection.sku in (None, *(line.sku for line in order.lines))
    )


class WorkTwin:
    """The ports `UnitOfWork` and `View`."""

    def __init__(self, kept: Kept) -> None:
        self.tx = MemoryTransaction(kept)
        self.orders = OrdersTwin(self.tx)
        self.records = RecordsTwin(kept)

    async def standings(self, claims: Sequence[Claim | None]) -> Sequence[Answer | Refusal | None]:
        seen: set[tuple[str, str]] = set()
        return [self._standing(claim, seen) if claim else None for claim in claims]

    def _standing(self, claim: Claim, seen: set[tuple[str, str]]) -> Answer | Refusal | None:
        name = (claim.scope, claim.key)
        if name in self.tx.kept.answers:
            fingerprint, answer = self.tx.kept.answers[name]
            return answer if fingerprint == claim.fingerprint else Invalid(code="idempotency_key_reused")
        if name in seen:
            return Conflict("idempotency_in_flight", "It is being worked on.")
        seen.add(name)
        return None

    async def commit(self, reply: Reply[object] | None = None, outcome: object = None) -> None:
        if reply is not None:
            self.tx.remember(reply.claim, reply.to_remember(outcome))
        self.tx.kept.commits += 1
        for do in self.tx.later:
            do()


class Memory:
    """Opens transactions in memory: `begin`, `look` and `read` as the use cases get them."""

    def __init__(self) -> None:
        self.kept = Kept()

    def pass_time(self, **by: float) -> None:
        self.kept.now += timedelta(**by)

    @asynccontextmanager
    async def begin(self, claim: Claim | None) -> AsyncIterator[WorkTwin]:
        work = WorkTwin(self.kept)
        (standing,) = await work.standings([claim])
        if isinstance(standing, Answer):
            raise AlreadyAnswered(standing)
        if standing is not None:
            raise standing
        yield work

    @asynccontextmanager
    async def look(self) -> AsyncIterator[WorkTwin]:
        yield WorkTwin(self.kept)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[RecordsTwin]:
        yield RecordsTwin(self.kept)
