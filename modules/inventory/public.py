"""What other modules may ask of inventory, and the events it publishes."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, NamedTuple, Protocol, TypeAlias

from shared.kernel.errors import FieldError
from shared.kernel.events import Cause, Event
from shared.kernel.transaction import Transaction

UNLIMITED = 100_000  # what is told of a product without stock-keeping, or of backorders without limit


@dataclass(frozen=True, slots=True)
class InventoryPolicy:
    """The shop's rules: `public_availability_cap` hides from strangers how much there is (None: hides nothing)."""

    sku_pattern: str = "^[A-Z0-9]{3,20}$"
    currency: str = "GBP"
    public_availability_cap: int | None = None
    low_stock_default: int = 5
    announce_seconds: float = 1.0


class ProductLine(NamedTuple):
    sku: str
    name: str
    price_cents: int
    initial_stock: int = 0
    tax_rate_bps: int = 0


class Imported(NamedTuple):
    """What some lines of a catalogue came to; `errors` by the line's number in the whole, from 1."""

    lines: int
    created: int
    updated: int
    stocked: int
    errors: Sequence[tuple[int, FieldError]] = ()


ImportCatalogue: TypeAlias = Callable[[Iterable[ProductLine], str, Cause], AsyncIterator[Imported]]
"""Takes a catalogue over, a chunk a transaction; again with the same reference (the text) changes nothing."""


class Offer(NamedTuple):
    """A product as it can be ordered now. `tax_rate_bps` in basis points, prices in minor units."""

    sku: str
    name: str
    price_cents: int
    tax_rate_bps: int
    active: bool
    requires_shipping: bool
    max_per_order: int | None


class Availability(NamedTuple):
    """`available` units can be reserved now; `backorderable` units more can be promised."""

    sku: str
    available: int
    backorderable: int
    incoming: int = 0


class DemandLine(NamedTuple):
    line_id: int
    sku: str
    quantity: int


class Demand(NamedTuple):
    """All or nothing. `expires_at` None: for good. `once` names the request: its refused units are noted once."""

    order_id: int
    lines: Sequence[DemandLine]
    allow_backorder: bool
    expires_at: datetime | None
    cause: Cause
    once: str | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """Units of a line set aside at a location, None: waited for. Products without stock-keeping have none."""

    line_id: int
    sku: str
    location_code: str | None
    quantity: int


class Short(NamedTuple):
    sku: str
    requested: int
    available: int


class Reserved(NamedTuple):
    allocations: Sequence[Allocation]


@dataclass(frozen=True, slots=True)
class Shortage:
    """The demand cannot be met; `items` names every short SKU, with all that the order wants of it."""

    items: Sequence[Short]


class InventoryApi(Protocol):
    """Every call works inside the caller's transaction and locks stock rows in (sku, location) order."""

    async def offers(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Offer]:
        """The offers of those SKUs that exist, archived ones with `active` False. Locks nothing."""

    async def availability(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Availability]:
        """What could be reserved at this moment. Locks nothing."""

    async def allocations(self, tx: Transaction, order_id: int) -> Sequence[Allocation]:
        """Where the order's units are at this moment; one statement. Locks nothing."""

    async def promised(self, tx: Transaction) -> Mapping[int, tuple[int, int]]:
        """Units set aside and units waited for, of all orders that have any. For comparing books."""

    async def reserve_many(self, tx: Transaction, demands: Sequence[Demand]) -> Sequence[Reserved | Shortage]:
        """Meet the demands in their order, each wholly or not at all, by a fixed number of statements; once a
        transaction. Before one is refused, holds that have outlived their `expires_at` are expired.
        """

    async def commit(self, tx: Transaction, order_id: int, cause: Cause) -> None:
        """Turn the order's holds into commitments. Conflict `hold_lost` if one is already gone."""

    async def release(
        self, tx: Transaction, order_id: int, cause: Cause, units: Mapping[int, int] | None = None
    ) -> None:
        """Give the order's units back (`units` by line id, else all); what is already released stays so."""

    async def pin(self, tx: Transaction, order_id: int, cause: Cause) -> bool:
        """Keep the order's holds from expiring while money is under way; False if one is gone."""

    async def unpin(self, tx: Transaction, order_id: int, expires_at: datetime, cause: Cause) -> None:
        """Let the order's holds expire again, at the given time."""


@dataclass(frozen=True, slots=True)
class ProductEvent(Event):
    aggregate_type: ClassVar[str] = "product"
    sku: str
    version: int
    active: bool
    price_cents: int


class ProductCreated(ProductEvent):
    type: ClassVar[str] = "inventory.product.created"


class ProductUpdated(ProductEvent):
    type: ClassVar[str] = "inventory.product.updated"


class ProductArchived(ProductEvent):
    type: ClassVar[str] = "inventory.product.archived"


@dataclass(frozen=True, slots=True)
class ReservationEvent(Event):
    """What happened to `units` of an order. They lie at their `location_code` after the fact (before it, if given
    back), None: are waited for. Deallocated: they turned out not to exist; filled: they have come.
    """

    aggregate_type: ClassVar[str] = "reservation"
    order_id: int
    units: Sequence[Allocation]


class ReservationHeld(ReservationEvent):
    type: ClassVar[str] = "inventory.reservation.held"


class ReservationCommitted(ReservationEvent):
    type: ClassVar[str] = "inventory.reservation.committed"


class ReservationReleased(ReservationEvent):
    type: ClassVar[str] = "inventory.reservation.released"


class ReservationExpired(ReservationEvent):
    type: ClassVar[str] = "inventory.reservation.expired"


class ReservationFilled(ReservationEvent):
    type: ClassVar[str] = "inventory.reservation.filled"


class ReservationDeallocated(ReservationEvent):
    type: ClassVar[str] = "inventory.reservation.deallocated"


@dataclass(frozen=True, slots=True)
class StockReceived(Event):
    type: ClassVar[str] = "inventory.stock.received"
    aggregate_type: ClassVar[str] = "stock"
    sku: str
    location_code: str
    quantity: int
    on_hand: int
    available: int


@dataclass(frozen=True, slots=True)
class StockAdjusted(Event):
    type: ClassVar[str] = "inventory.stock.adjusted"
    aggregate_type: ClassVar[str] = "stock"
    sku: str
    location_code: str
    reason: str
    delta: int
    unavailable_delta: int
    on_hand: int
    available: int


@dataclass(frozen=True, slots=True)
class StockStanding(Event):
    """How many units can be had at all. Any change is told at most once a second."""

    aggregate_type: ClassVar[str] = "stock"
    sku: str
    available: int


class StockLow(StockStanding):
    type: ClassVar[str] = "inventory.stock.low"


class StockOut(StockStanding):
    type: ClassVar[str] = "inventory.stock.out"


class StockBack(StockStanding):
    type: ClassVar[str] = "inventory.stock.back"


class AvailabilityChanged(StockStanding):
    type: ClassVar[str] = "inventory.availability.changed"
