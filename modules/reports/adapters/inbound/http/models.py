"""Response models of the reports."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import ConfigDict, Field

from modules.reports.domain.reports import Report
from shared.infra.http.requests.fields import OutModel

Row = TypeVar("Row")


class ReportOut(OutModel):
    """Fields common to all reports."""

    generated_at: datetime
    watermark: datetime | None = Field(
        description="Everything committed before this time is counted; null while older orders are still being counted."
    )


class RangeOut(ReportOut):
    """A report on a range of days. The last day is the one before `to`."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True)

    since: date = Field(serialization_alias="from", examples=["2026-11-01"])
    until: date = Field(serialization_alias="to", examples=["2026-12-01"])
    timezone: str = Field(examples=["Europe/London"], description="Time zone of the days.")


class SalesFiguresOut(OutModel):
    """Sales of a period: counts, and amounts in cents."""

    order_count: int = Field(description="Number of sales: orders that are fully paid.", examples=[3])
    units: int
    gross_cents: int = Field(description="Amount paid, including tax and shipping.", examples=[12300])
    discount_cents: int = Field(description="Discount by coupons.")
    shipping_cents: int = Field(description="Shipping, included in `gross_cents`.")
    tax_cents: int = Field(description="Tax, included in `gross_cents`.")
    refunded_cents: int = Field(description="Amount refunded in the period, whenever it was paid.")
    net_cents: int = Field(description="`gross_cents` minus `refunded_cents`.")
    own_refunded_cents: int = Field(description="Amount refunded so far for the orders of this row.")


class PeriodOrCountryOut(OutModel):
    period: date | None = Field(
        description="First day of the period; null in a report by country.", examples=["2026-11-01"]
    )
    country: str | None = Field(description="ISO 3166-1 alpha-2; null in a report by period.", examples=["GB"])


class SalesRowOut(SalesFiguresOut, PeriodOrCountryOut):
    """The figures of a period or a country."""


class SalesOut(RangeOut):
    """Sales by day, week or month."""

    currency: str = Field(examples=["GBP"])
    group: str = Field(examples=["day"])
    items: list[SalesRowOut]
    total: SalesFiguresOut


class ProductRowOut(OutModel):
    """A product's orders, units and revenue in a period."""

    sku: str = Field(examples=["85123A"])
    name: str | None = Field(description="Current name of the product.")
    order_count: int
    units: int
    revenue_cents: int = Field(description="Amount paid for the units, after discounts and including tax.")
    discount_cents: int
    tax_cents: int
    refunded_units: int
    refunded_cents: int = Field(
        description="Amount refunded for units of the product. Refunds of an amount without units are not included."
    )
    returned_units: int = Field(description="Units that were returned.")


class ProductsOut(RangeOut):
    """Products by sales in a period."""

    currency: str = Field(examples=["GBP"])
    items: list[ProductRowOut]
    truncated: bool = Field(description="There are more rows than `limit`.")


class CustomerRowOut(OutModel):
    """A customer's orders and spending in a period."""

    id: int = Field(examples=[7])
    email: str | None = Field(description="null if the customer was erased.", examples=["ada@example.com"])
    order_count: int
    total_spent_cents: int = Field(description="Amount paid for these orders minus refunds.")


class TopCustomersOut(RangeOut):
    """Customers by spending in a period."""

    currency: str = Field(examples=["GBP"])
    items: list[CustomerRowOut]
    truncated: bool = Field(description="There are more rows than `limit`.")


class CouponRowOut(OutModel):
    """Orders, discounts and revenue of a coupon."""

    code: str = Field(examples=["SPRING"])
    order_count: int = Field(description="Number of sales with this coupon.")
    discount_cents: int
    revenue_cents: int = Field(description="Amount paid for these orders.")
    refunded_cents: int


class CouponsOut(RangeOut):
    """Coupons by use in a period."""

    currency: str = Field(examples=["GBP"])
    items: list[CouponRowOut]
    truncated: bool = Field(description="There are more rows than `limit`.")


class UnmetDemandRowOut(OutModel):
    """Demand for a SKU on a day that the stock could not meet."""

    day: date
    sku: str = Field(examples=["85123A"])
    requests: int = Field(
        description="Orders refused because of this SKU. Repeats of a request with the same idempotency key count once."
    )
    requested_units: int = Field(description="Units requested by these orders.")
    short_units: int = Field(description="Units of these that were not available.")


class UnmetDemandOut(RangeOut):
    """Demand in a period that the stock could not meet."""

    items: list[UnmetDemandRowOut]
    truncated: bool = Field(description="There are more rows than `limit`.")


class LowStockRowOut(OutModel):
    """A product whose available units are at or below its threshold."""

    sku: str = Field(examples=["85123A"])
    name: str
    available: int
    on_hand: int
    threshold: int


class LowStockReportOut(ReportOut):
    """Products with low stock, as the report last saw them."""

    items: list[LowStockRowOut]
    truncated: bool = Field(description="There are more rows than `limit`.")


class StockTotalOut(OutModel):
    """Units and retail value of the stock."""

    on_hand_units: int
    reserved_units: int = Field(description="Units on hand that are reserved for orders.")
    unavailable_units: int = Field(
        description="Units on hand that are not for sale: damaged, quarantined or held back."
    )
    retail_value_cents: int = Field(
        description=(
            "Value of the units on hand at the current selling price. Values above 2^53 - 1 are given as "
            "9007199254740991."
        )
    )


class PlaceOut(OutModel):
    location_code: str = Field(examples=["MAIN"])
    name: str
    skus: int = Field(description="Number of SKUs with units on hand.")


class StockValueRowOut(StockTotalOut, PlaceOut):
    """The stock of a location."""


class ValuationOut(ReportOut):
    """The stock's units and retail value."""

    currency: str = Field(examples=["GBP"])
    items: list[StockValueRowOut]
    total: StockTotalOut


def report_header(report: Report[Row], timezone: str | None = None) -> Mapping[str, Any]:
    """The fields common to all reports."""
    header: dict[str, Any] = {"generated_at": report.generated_at, "watermark": report.watermark}
    if report.range is not None:
        header |= {"since": report.range.since, "until": report.range.until, "timezone": timezone}
    return header
