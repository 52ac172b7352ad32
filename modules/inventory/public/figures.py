"""What whoever keeps figures of the shop may ask of inventory."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from shared.kernel.transaction import Transaction


class LowStockProduct(NamedTuple):
    """A product with no more `available` than its `threshold`."""

    sku: str
    name: str
    available: int
    on_hand: int
    threshold: int


class StockValue(NamedTuple):
    """What lies at a location, at the price it is sold for: there are no prices of purchase.

    `skus` are those of which anything is on hand; `reserved_units` are promised to orders,
    `unavailable_units` are not for sale.
    """

    location_code: str
    name: str
    skus: int
    on_hand_units: int
    reserved_units: int
    unavailable_units: int
    retail_value_cents: int


class UnmetDemand(NamedTuple):
    """What could not be had of a SKU on a day: `requests` asked for `requested_units`, that many were short."""

    day: date
    sku: str
    requests: int
    requested_units: int
    short_units: int


class InventoryFigures(Protocol):
    """Every call works inside the caller's transaction, by one statement, and locks nothing."""

    async def list_low_stock(self, tx: Transaction, threshold: int | None, at_most: int) -> Sequence[LowStockProduct]:
        """By each product's own threshold, else the given one, else the shop's; the scarcest first."""
        ...

    async def list_stock_values(self, tx: Transaction) -> Sequence[StockValue]:
        """Every location there is, by its code."""
        ...

    async def list_unmet_demand(
        self, tx: Transaction, since: datetime | None, until: datetime, timezone: str
    ) -> Sequence[UnmetDemand]:
        """Orders refused for want of stock from `since` on (None: ever) and before `until`, by the zone's days.

        One request counts once, however often it was sent under its key.
        """
        ...
