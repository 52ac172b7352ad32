"""What other modules may ask of inventory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.kernel.events import Cause
from shared.kernel.transaction import Transaction


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
    """The demand is met."""

    allocations: Sequence[Allocation]


@dataclass(frozen=True, slots=True)
class Shortage:
    """The demand cannot be met; `items` names every short SKU, not the first."""

    items: Sequence[Short]


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
        would otherwise be refused.
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
