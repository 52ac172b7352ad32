"""What reports say: rows, and as of when they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, NamedTuple, TypeVar

from modules.reports.domain.days import DateRange

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Report(Generic[Row]):
    """Everything committed before `watermark` is counted; None: the orders of before are still being counted.

    `range` is None for what is told of this moment. `truncated`: there are more rows.
    """

    generated_at: datetime
    watermark: datetime | None
    rows: Sequence[Row]
    range: DateRange | None = None
    truncated: bool = False


class SalesFigures(NamedTuple):
    """`refunded_cents` were given back in the period, `own_refunded_cents` to the orders of the period so far."""

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
        """What came in less what went out in the period."""
        return self.gross_cents - self.refunded_cents


class SalesRow(NamedTuple):
    """Of the period that begins with the day, or of the country; of all together where both are None."""

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
    """`email` is None once the person is erased."""

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


class RefusedRow(NamedTuple):
    """What could not be had: `requests` asked for `requested_units`, of which `short_units` were not there."""

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
    """What lies at a location, or everywhere (None), at the price that it is sold for."""

    location_code: str | None
    name: str | None
    skus: int | None
    on_hand_units: int
    reserved_units: int
    unavailable_units: int
    retail_value_cents: int
