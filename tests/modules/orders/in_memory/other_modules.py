"""The ports to other modules in memory: `Stock` and `Customers`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from weakref import WeakKeyDictionary

from modules.orders.domain.order.errors import insufficient_stock
from modules.orders.ports.fulfillment.stock import ReservationRequest
from shared.kernel.errors import Conflict, DomainError
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction
from tests.modules.orders.in_memory.allocations import FakeAllocation, InMemoryAllocations


@dataclass(frozen=True)
class FakeOffer:
    sku: str
    name: str = "A thing"
    price_cents: int = 1000
    tax_rate_bps: int = 2000
    active: bool = True
    requires_shipping: bool = True
    max_per_order: int | None = None


@dataclass(frozen=True)
class FakeAvailability:
    available: int
    backorderable: int


@dataclass(frozen=True)
class FakeCustomer:
    id: int
    email: str
    username: str
    full_name: str | None = None
    is_active: bool = True
    email_verified_at: datetime | None = None


class InMemoryStock(InMemoryAllocations):
    """Reservations take effect on commit."""

    def __init__(self) -> None:
        self.products: dict[str, FakeOffer] = {}
        self.on_hand: dict[str, int] = {}
        self.backorderable: dict[str, int] = {}
        super().__init__()
        self.kept_until_settled: set[int] = set()
        self.committed: set[int] = set()
        self.lost: set[int] = set()
        self.missing: set[int] = set()
        self.untracked: set[str] = set()
        self._open: WeakKeyDictionary[Transaction, _Delta] = WeakKeyDictionary()

    def sell(self, sku: str, units: int, backorderable: int = 0, **offer: object) -> None:
        self.products[sku] = FakeOffer(sku, **offer)  # type: ignore[arg-type]
        self.on_hand[sku] = units
        self.backorderable[sku] = backorderable

    async def offers(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, FakeOffer]:
        return {sku: self.products[sku] for sku in skus if sku in self.products}

    async def availability(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, FakeAvailability]:
        return {sku: self._left(sku, self._open.get(tx)) for sku in skus if sku in self.products}

    async def allocations(self, tx: Transaction, order_id: int) -> Sequence[FakeAllocation]:
        return list(self.holds.get(order_id, ()))

    async def allocations_of(self, tx: Transaction, order_ids: Sequence[int]) -> Mapping[int, Sequence[FakeAllocation]]:
        return {id_: list(self.holds[id_]) for id_ in order_ids if self.holds.get(id_)}

    async def list_suspended_expiry(self, tx: Transaction) -> Collection[int]:
        return self.kept_until_settled & self.holds.keys()

    async def list_shortages(self, tx: Transaction, order_id: int | None = None) -> Collection[int]:
        return self.missing if order_id is None else self.missing & {order_id}

    async def list_set_aside(self, tx: Transaction) -> Mapping[int, tuple[int, int]]:
        return {
            id_: (
                sum(a.quantity for a in found if a.location_code),
                sum(a.quantity for a in found if not a.location_code),
            )
            for id_, found in self.holds.items()
        }

    async def reserve(
        self, tx: Transaction, demands: Sequence[ReservationRequest]
    ) -> Sequence[Sequence[FakeAllocation] | DomainError]:
        delta = self._delta_of(tx)
        return [self._meet(demand, delta) for demand in demands]

    async def release(
        self, tx: Transaction, order_id: int, metadata: EventMetadata, units: Mapping[int, int] | None = None
    ) -> None:
        if units is None:
            self._delta_of(tx).released.add(order_id)
        else:
            tx.after_commit(lambda: self._take_out(order_id, units))

    async def commit(self, tx: Transaction, order_id: int, metadata: EventMetadata) -> None:
        if order_id in self.lost:
            raise Conflict("hold_lost", "The order's stock is no longer held.")
        tx.after_commit(lambda: self.committed.add(order_id))
        tx.after_commit(lambda: self.kept_until_settled.discard(order_id))

    async def keep_until_settled(self, tx: Transaction, order_id: int, metadata: EventMetadata) -> bool:
        if order_id in self.lost:
            return False
        tx.after_commit(lambda: self.kept_until_settled.add(order_id))
        return True

    async def expire_at(self, tx: Transaction, order_id: int, expires_at: datetime, metadata: EventMetadata) -> None:
        tx.after_commit(lambda: self.kept_until_settled.discard(order_id))

    def _take_out(self, order_id: int, units: Mapping[int, int]) -> None:
        left = dict(units)
        kept: list[FakeAllocation] = []
        for held in self.holds.get(order_id, ()):
            gone = min(held.quantity, left.get(held.line_id, 0))
            left[held.line_id] = left.get(held.line_id, 0) - gone
            if held.quantity > gone:
                kept.append(replace(held, quantity=held.quantity - gone))
        self.holds[order_id] = kept

    def _meet(self, demand: ReservationRequest, delta: "_Delta") -> list[FakeAllocation] | DomainError:
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
        allocations: list[FakeAllocation] = []
        for line in demand.order.lines:
            if line.sku in self.untracked:
                continue
            here = min(line.quantity, available[line.sku])
            available[line.sku] -= here
            if here:
                allocations.append(FakeAllocation(line.line_id, line.sku, "MAIN", here))
            if here < line.quantity:
                allocations.append(FakeAllocation(line.line_id, line.sku, None, line.quantity - here))
        digital = {line.line_id for line in demand.order.lines if not line.requires_shipping}
        if demand.order.payment_due_at is None:
            gone = [each for each in allocations if each.location_code is not None and each.line_id in digital]
            allocations = [each for each in allocations if each not in gone]
            for each in gone:
                self.on_hand[each.sku] -= each.quantity
        delta.added[demand.order.id] = allocations
        if demand.order.has_payment_in_progress:
            self.kept_until_settled.add(demand.order.id)
        return allocations

    def _left(self, sku: str, delta: "_Delta | None") -> FakeAvailability:
        """Available units, less reservations of open transactions, as if their rows were locked."""
        gone = delta.released if delta else set()
        held = [a for id_, found in self.holds.items() if id_ not in gone for a in found]
        held += [a for other in self._open.values() for found in other.added.values() for a in found]
        here = sum(a.quantity for a in held if a.sku == sku and a.location_code)
        waited = sum(a.quantity for a in held if a.sku == sku and not a.location_code)
        return FakeAvailability(self.on_hand[sku] - here, self.backorderable[sku] - waited)

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
    """The uncommitted changes of a transaction."""

    added: dict[int, list[FakeAllocation]] = field(default_factory=dict)
    released: set[int] = field(default_factory=set)


class FakeCustomers:
    """The port `Customers`."""

    def __init__(self, *ids: int) -> None:
        self.known = {id_: FakeCustomer(id_, f"user{id_}@example.com", f"user{id_}") for id_ in ids}

    async def get_many(self, tx: Transaction, ids: Sequence[int]) -> Mapping[int, FakeCustomer]:
        return {id_: self.known[id_] for id_ in ids if id_ in self.known}

    async def find_by_email(self, tx: Transaction, email: str) -> int | None:
        return next((id_ for id_, known in self.known.items() if known.email == email.lower()), None)
