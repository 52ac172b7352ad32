"""Types of the inventory API."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from shared.kernel.errors import FieldError
from shared.kernel.events import EventMetadata

UNLIMITED = 100_000  # reported for untracked products and unlimited backorders


class ProductLine(NamedTuple):
    sku: str
    name: str
    price_cents: int
    initial_stock: int = 0
    tax_rate_bps: int = 0


class ImportedChunk(NamedTuple):
    """The result of one chunk. `errors` have the line's number in the whole catalogue, from 1."""

    lines: int
    created: int
    updated: int
    stocked: int
    errors: Sequence[tuple[int, FieldError]] = ()


class ImportCatalog(Protocol):
    """Imports a catalogue, one transaction per chunk. A repeat with the same `source` changes nothing."""

    def __call__(
        self, rows: Iterable[ProductLine], source: str, metadata: EventMetadata, /
    ) -> AsyncIterator[ImportedChunk]: ...


class Offer(NamedTuple):
    """The terms under which a product can be ordered. `tax_rate_bps` in basis points, prices in minor units."""

    sku: str
    name: str
    price_cents: int
    tax_rate_bps: int
    active: bool
    requires_shipping: bool
    max_per_order: int | None


class Availability(NamedTuple):
    """`available` units can be reserved now, further `backorderable` units can be backordered.

    `incoming` units are in transit to locations that fulfill online orders.
    """

    sku: str
    available: int
    backorderable: int
    incoming: int = 0


class DemandLine(NamedTuple):
    """`consume_immediately`: if the demand is committed at once, its available units are consumed at once too."""

    line_id: int
    sku: str
    quantity: int
    consume_immediately: bool = False


class Demand(NamedTuple):
    """An order's demand, met completely or not at all. `expires_at` None commits it at once.

    `request_key` identifies the request, so that its unmet demand is recorded once.
    `expiry_suspended`: the holds do not expire until expiry is resumed, regardless of `expires_at`.
    """

    order_id: int
    lines: Sequence[DemandLine]
    allow_backorder: bool
    expires_at: datetime | None
    metadata: EventMetadata
    request_key: str | None = None
    expiry_suspended: bool = False


@dataclass(frozen=True, slots=True)
class Allocation:
    """Units of a line reserved at a location; None means backordered. Untracked products have no allocations."""

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
    """The demand cannot be met. `items` has every short SKU with the order's total quantity of it."""

    items: Sequence[Shortage]


Disposition = Literal["restock", "quarantine", "damaged", "discard"]
"""Of a returned unit: sold again, withheld from sale temporarily or permanently, or thrown away."""


class ReturnedUnits(NamedTuple):
    """Units of an order line that were returned to a location."""

    line_id: int
    sku: str
    location_code: str
    quantity: int
    disposition: Disposition


class StockEntry(NamedTuple):
    """A ledger entry, `/v1/inventory/ledger/{id}`: the changes of a level and its balances after them."""

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
