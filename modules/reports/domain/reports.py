"""Reports: rows and the time up to which they are complete."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, NamedTuple, TypeVar

from modules.reports.domain.days import DateRange

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Generic[Row]):
    """Everything committed before `watermark` is counted; None while older orders are still being counted.

    `range` is None for reports on the current state. `truncated`: there are more rows.
    """

    generated_at: datetime
    watermark: datetime | None
    rows: Sequence[Row]
    range: DateRange | None = None
    truncated: bool = False


class SalesFigures(NamedTuple):
    """`refunded_cents` was refunded in the period, `own_refunded_cents` so far to the orders of the period."""

    order_count: int = 0
    units: int = 0
    gross_cents: int = 0
    discount_cents: int = 0
    shipping_cents: int = 0
    tax_cents: int = 0
    refunded_cents: int = 0
    own_refunded_cents: int = 0

    @property
    def net_cents(self) -> int:
        """Revenue minus refunds of the period."""
        return self.gross_cents - self.refunded_cents


class SalesRow(NamedTuple):
    """The figures of a period (its first day) or a country; the total if both are None."""

    period: date | None
    country: str | None
    figures: SalesFigures


class ProductRow(NamedTuple):
    sku: str
    name: str | None
    order_count: int
    units: int
    revenue_cents: int
    discount_cents: int
    tax_cents: int
    refunded_units: int
    refunded_cents: int
    returned_units: int


class CustomerRow(NamedTuple):
    """`email` is None if the customer was erased."""

    id: int
    email: str | None
    order_count: int
    total_spent_cents: int


class CouponRow(NamedTuple):
    code: str
    order_count: int
    discount_cents: int
    revenue_cents: int
    refunded_cents: int


class UnmetDemandRow(NamedTuple):
    """Unmet demand: `requests` asked for `requested_units`, of which `short_units` were not available."""

    day: date
    sku: str
    requests: int
    requested_units: int
    short_units: int


class LowStockRow(NamedTuple):
    sku: str
    name: str
    available: int
    on_hand: int
    threshold: int


class StockValueRow(NamedTuple):
    """The stock of a location, or of all locations (None), valued at the selling price."""

    location_code: str | None
    name: str | None
    skus: int | None
    on_hand_units: int
    reserved_units: int
    unavailable_units: int
    retail_value_cents: int
