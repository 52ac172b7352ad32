"""What other modules may ask of inventory, and the events it publishes."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from shared.kernel.errors import FieldError
from shared.kernel.events import Cause, Event
from shared.kernel.transaction import Transaction

UNLIMITED = 100_000
"""What is told of a product without stock-keeping, or of backorders without limit."""


@dataclass(frozen=True, slots=True)
class InventoryPolicy:
    """The shop's rules: `public_availability_cap` hides from strangers how much there is (None: hides nothing)."""

    sku_pattern: str = "^[A-Z0-9]{3,20}$"
    currency: str = "GBP"
    public_availability_cap: int | None = None
    low_stock_default: int = 5
    announce_seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A line of a catalogue to take over."""

    sku: str
    name: str
    price_cents: int
    initial_stock: int = 0
    tax_rate_bps: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """What some lines of a catalogue came to; `errors` by the line's number in the whole, from 1."""

    lines: int
    created: int
    updated: int
    stocked: int
    errors: Sequence[tuple[int, FieldError]] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A product as it can be ordered now. `tax_rate_bps` in basis points, prices in minor units."""

    sku: str
    name: str
    price_cents: int
    tax_rate_bps: int
    active: bool
    requires_shipping: bool
    max_per_order: int | None


@dataclass(frozen=True, slots=True)
class Availability:
    """`available` units can be reserved now; `backorderable` units more can be promised."""

    sku: str
    available: int
    backorderable: int
    incoming: int = 0


@dataclass(frozen=True, slots=True)
class DemandLine:
    line_id: int
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Demand:
    """An order's wish for stock, all or nothing.

    `expires_at` None commits the units at once (the order needs no payment). `once`
    names the request, so that its refused units are noted once however often it is sent.
    """

    order_id: int
    lines: Sequence[DemandLine]
    allow_backorder: bool
    expires_at: datetime | None
    cause: Cause
    once: str | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """Units of a line set aside at a location; `location_code` None means they are waited for."""

    line_id: int
    sku: str
    location_code: str | None
    quantity: int


@dataclass(frozen=True, slots=True)
class Short:
    """A SKU of which not enough can be had: `requested` is the whole demand of the order."""

    sku: str
    requested: int
    available: int


@dataclass(frozen=True, slots=True)
class Reserved:
    """The demand is met. Lines of products without stock-keeping have no allocation."""

    allocations: Sequence[Allocation]


@dataclass(frozen=True, slots=True)
class Shortage:
    """The demand cannot be met; `items` names every short SKU, not the first."""

    items: Sequence[Short]


class ImportCatalogue(Protocol):
    """Takes a catalogue over in chunks of a transaction each; again with the same reference changes nothing."""

    def __call__(self, lines: Iterable[ProductLine], reference: str, cause: Cause) -> AsyncIterator[Imported]: ...


class InventoryApi(Protocol):
    """Every call works inside the caller's transaction and locks stock rows in (sku, location) order."""

    async def offers(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Offer]:
        """The offers of those SKUs that exist, archived ones with `active` False. Locks nothing."""
        ...

    async def availability(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, Availability]:
        """What could be reserved at this moment. Locks nothing."""
        ...

    async def reserve_many(self, tx: Transaction, demands: Sequence[Demand]) -> Sequence[Reserved | Shortage]:
        """Meet the demands in the order given, each wholly or not at all, by a fixed number of statements.

        Holds that have outlived their `expires_at` are expired first where a demand
        would otherwise be refused. Once a transaction: a second call does not see the first.
        """
        ...

    async def commit(self, tx: Transaction, order_id: int, cause: Cause) -> None:
        """Turn the order's holds into commitments. Conflict `hold_lost` if one is already gone."""
        ...

    async def release(
        self, tx: Transaction, order_id: int, cause: Cause, units: Mapping[int, int] | None = None
    ) -> None:
        """Give the order's units back (`units` by line id, else all); what is already released stays so."""
        ...

    async def pin(self, tx: Transaction, order_id: int, cause: Cause) -> bool:
        """Keep the order's holds from expiring while money is under way; False if one is gone."""
        ...

    async def unpin(self, tx: Transaction, order_id: int, expires_at: datetime, cause: Cause) -> None:
        """Let the order's holds expire again, at the given time."""
        ...


@dataclass(frozen=True, slots=True)
class ProductEvent(Event):
    """A product's state after the change; its name and texts are read where it lives."""

    aggregate_type: ClassVar[str] = "product"
    sku: str
    version: int
    active: bool
    price_cents: int


class ProductCreated(ProductEvent):
    """A product can be found and ordered."""

    type: ClassVar[str] = "inventory.product.created"


class ProductUpdated(ProductEvent):
    """Something about a product has changed."""

    type: ClassVar[str] = "inventory.product.updated"


class ProductArchived(ProductEvent):
    """A product is no longer sold."""

    type: ClassVar[str] = "inventory.product.archived"


@dataclass(frozen=True, slots=True)
class ReservationEvent(Event):
    """What happened to an order's units: one event an order, `units` are those concerned.

    `location_code` is where the units are after the fact (before it, for those given
    back), None where they are waited for.
    """

    aggregate_type: ClassVar[str] = "reservation"
    order_id: int
    units: Sequence[Allocation]


class ReservationHeld(ReservationEvent):
    """An order's units are set aside until it is paid or its time is up."""

    type: ClassVar[str] = "inventory.reservation.held"


class ReservationCommitted(ReservationEvent):
    """An order's units are set aside for good."""

    type: ClassVar[str] = "inventory.reservation.committed"


class ReservationReleased(ReservationEvent):
    """Units were given back on request."""

    type: ClassVar[str] = "inventory.reservation.released"


class ReservationExpired(ReservationEvent):
    """Units were given back because their time was up."""

    type: ClassVar[str] = "inventory.reservation.expired"


class ReservationFilled(ReservationEvent):
    """Units that a confirmed order waited for have come."""

    type: ClassVar[str] = "inventory.reservation.filled"


class ReservationDeallocated(ReservationEvent):
    """Units set aside turned out not to exist; the order waits for them again."""

    type: ClassVar[str] = "inventory.reservation.deallocated"


@dataclass(frozen=True, slots=True)
class StockReceived(Event):
    """Units arrived at a location; `on_hand` and `available` are that place's after it."""

    type: ClassVar[str] = "inventory.stock.received"
    aggregate_type: ClassVar[str] = "stock"
    sku: str
    location_code: str
    quantity: int
    on_hand: int
    available: int


@dataclass(frozen=True, slots=True)
class StockAdjusted(Event):
    """The books were brought in line with the shelf."""

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
    """How many units can be had over all locations that sell online."""

    aggregate_type: ClassVar[str] = "stock"
    sku: str
    available: int


class StockLow(StockStanding):
    """The product has fallen to its threshold."""

    type: ClassVar[str] = "inventory.stock.low"


class StockOut(StockStanding):
    """Nothing is left."""

    type: ClassVar[str] = "inventory.stock.out"


class StockBack(StockStanding):
    """There is some again."""

    type: ClassVar[str] = "inventory.stock.back"


class AvailabilityChanged(StockStanding):
    """The number differs from the one last told; at most once a second per SKU."""

    type: ClassVar[str] = "inventory.availability.changed"
