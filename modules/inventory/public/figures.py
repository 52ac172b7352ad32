"""Stock figures for reports."""

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
    """The stock of a location, valued at retail prices because purchase prices are not stored.

    `skus` counts the SKUs with units on hand. `unavailable_units` are not for sale.
    """

    location_code: str
    name: str
    skus: int
    on_hand_units: int
    reserved_units: int
    unavailable_units: int
    retail_value_cents: int


class UnmetDemand(NamedTuple):
    """Unmet demand for a SKU on a day: `requests` asked for `requested_units`, `short_units` were missing."""

    day: date
    sku: str
    requests: int
    requested_units: int
    short_units: int


class InventoryFigures(Protocol):
    """Every call runs one statement in the caller's transaction and locks nothing."""

    async def list_low_stock(self, tx: Transaction, threshold: int | None, at_most: int) -> Sequence[LowStockProduct]:
        """By the product's own threshold, else the given one, else the shop's default. Fewest available units first."""
        ...

    async def list_stock_values(self, tx: Transaction) -> Sequence[StockValue]:
        """All locations, sorted by code."""
        ...

    async def list_unmet_demand(
        self, tx: Transaction, since: datetime | None, until: datetime, timezone: str
    ) -> Sequence[UnmetDemand]:
        """Demand rejected for lack of stock from `since` (None: no bound) to before `until`, by day in the time zone.

        Repeats of a request with the same key count once.
        """
        ...
