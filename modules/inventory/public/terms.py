"""The words in which inventory speaks with other modules."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from shared.kernel.errors import FieldError
from shared.kernel.events import EventMetadata

UNLIMITED = 100_000  # what is told of a product without stock-keeping, or of backorders without limit


@dataclass(frozen=True, slots=True)
class InventoryPolicy:
    """The shop's rules: `public_availability_cap` hides from strangers how much there is (None: hides nothing).

    Pictures are kept in the `media_folder`.
    """

    sku_pattern: str = "^[A-Z0-9]{3,20}$"
    currency: str = "GBP"
    public_availability_cap: int | None = None
    low_stock_default: int = 5
    announce_seconds: float = 1.0
    media_folder: Path = Path(".tradepost/media")


class ProductLine(NamedTuple):
    sku: str
    name: str
    price_cents: int
    initial_stock: int = 0
    tax_rate_bps: int = 0


class ImportedChunk(NamedTuple):
    """What some lines of a catalogue came to; `errors` by the line's number in the whole, from 1."""

    lines: int
    created: int
    updated: int
    stocked: int
    errors: Sequence[tuple[int, FieldError]] = ()


ImportCatalogue: TypeAlias = Callable[[Iterable[ProductLine], str, EventMetadata], AsyncIterator[ImportedChunk]]
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
    """`available` units can be reserved now; `backorderable` units more can be promised.

    `incoming` units are on their way to locations that serve orders.
    """

    sku: str
    available: int
    backorderable: int
    incoming: int = 0


class DemandLine(NamedTuple):
    """`consume_immediately`: of a demand that is committed at once, the units found are consumed at once too."""

    line_id: int
    sku: str
    quantity: int
    consume_immediately: bool = False


class Demand(NamedTuple):
    """All or nothing. `expires_at` None: for good. `once` names the request: its refused units are noted once.

    `pinned`: the holds do not expire until they are unpinned, whatever `expires_at` says.
    """

    order_id: int
    lines: Sequence[DemandLine]
    allow_backorder: bool
    expires_at: datetime | None
    cause: EventMetadata
    request_key: str | None = None
    expiry_suspended: bool = False


@dataclass(frozen=True, slots=True)
class Allocation:
    """Units of a line set aside at a location, None: waited for. Products without stock-keeping have none."""

    line_id: int
    sku: str
    location_code: str | None
    quantity: int


class Shortage(NamedTuple):
    sku: str
    requested: int
    available: int


class Reserved(NamedTuple):
    allocations: Sequence[Allocation]


@dataclass(frozen=True, slots=True)
class InsufficientStock:
    """The demand cannot be met; `items` names every short SKU, with all that the order wants of it."""

    items: Sequence[Shortage]


Disposition = Literal["restock", "quarantine", "damaged", "discard"]
"""What becomes of a unit that came back: sold again, kept from sale for now or for good, or thrown away."""


class ReturnedUnits(NamedTuple):
    """Units of an order's line that came back to a location."""

    line_id: int
    sku: str
    location_code: str
    quantity: int
    disposition: Disposition


class StockEntry(NamedTuple):
    """A line of the ledger, `/v1/inventory/ledger/{id}`: what changed at a place, and how the place stood after it."""

    id: int
    sku: str
    location_code: str
    seq: int
    kind: str
    on_hand_delta: int
    reserved_delta: int
    unavailable_delta: int
    on_hand: int
    reserved: int
    unavailable: int
    reason: str | None
    reference: str | None
    actor: str
    request_id: str
    at: datetime
