"""Reports as JSON."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import ConfigDict, Field

from modules.reports.domain.reports import Report
from shared.infra.http.requests.fields import OutModel

Row = TypeVar("Row")


class ReportOut(OutModel):
    """What every report says of itself."""

    generated_at: datetime
    watermark: datetime | None = Field(
        description="Everything committed before it is counted; null while the orders of before are being counted."
    )


class RangeOut(ReportOut):
    """A report on days; the last of them is the one before `to`."""

    model_config = ConfigDict(frozen=True, serialize_by_alias=True)

    since: date = Field(serialization_alias="from", examples=["2026-11-01"])
    until: date = Field(serialization_alias="to", examples=["2026-12-01"])
    timezone: str = Field(examples=["Europe/London"], description="Where the days begin.")


class SalesFiguresOut(OutModel):
    order_count: int = Field(description="Orders that became sales: they stand and their money is here.", examples=[3])
    units: int
    gross_cents: int = Field(description="What was paid, tax and shipping included.", examples=[12300])
    discount_cents: int = Field(description="What coupons took off.")
    shipping_cents: int = Field(description="Of `gross_cents`: for shipping.")
    tax_cents: int = Field(description="Of `gross_cents`: tax.")
    refunded_cents: int = Field(description="Given back in the period, whenever it had been paid.")
    net_cents: int = Field(description="`gross_cents` less `refunded_cents`.")
    own_refunded_cents: int = Field(description="Given back so far of what these very orders paid.")


class PeriodOrCountryOut(OutModel):
    period: date | None = Field(description="Its first day; null in a report by country.", examples=["2026-11-01"])
    country: str | None = Field(description="ISO 3166-1 alpha-2; null in a report by period.", examples=["GB"])


class SalesRowOut(SalesFiguresOut, PeriodOrCountryOut):
    """Of a period or of a country."""


class SalesOut(RangeOut):
    currency: str = Field(examples=["GBP"])
    group: str = Field(examples=["day"])
    items: list[SalesRowOut]
    total: SalesFiguresOut


class ProductRowOut(OutModel):
    sku: str = Field(examples=["85123A"])
    name: str | None = Field(description="As it is called today.")
    order_count: int
    units: int
    revenue_cents: int = Field(description="What was paid for them, after discounts and with tax.")
    discount_cents: int
    tax_cents: int
    refunded_units: int
    refunded_cents: int = Field(description="Given back for units of it; refunds of a mere amount are of no product.")
    returned_units: int = Field(description="Have come back.")


class ProductsOut(RangeOut):
    currency: str = Field(examples=["GBP"])
    items: list[ProductRowOut]
    truncated: bool = Field(description="There are more rows than `limit`.")


class CustomerRowOut(OutModel):
    id: int = Field(examples=[7])
    email: str | None = Field(description="null once the person is erased.", examples=["ada@example.com"])
    order_count: int
    total_spent_cents: int = Field(description="Paid for these orders less what was given back of it.")


class TopCustomersOut(RangeOut):
    currency: str = Field(examples=["GBP"])
    items: list[CustomerRowOut]
    truncated: bool = Field(description="There are more rows than `limit`.")


class CouponRowOut(OutModel):
    code: str = Field(examples=["SPRING"])
    order_count: int = Field(description="Sales with this coupon.")
    discount_cents: int
    revenue_cents: int = Field(description="What was paid for these orders.")
    refunded_cents: int


class CouponsOut(RangeOut):
    currency: str = Field(examples=["GBP"])
    items: list[CouponRowOut]
    truncated: bool = Field(description="There are more rows than `limit`.")


class RefusedRowOut(OutModel):
    day: date
    sku: str = Field(examples=["85123A"])
    requests: int = Field(description="Orders refused for want of it; one request counts once under its key.")
    requested_units: int = Field(description="What they asked for: none of it was sold.")
    short_units: int = Field(description="Of these, what was not there.")


class UnmetDemandOut(RangeOut):
    items: list[RefusedRowOut]
    truncated: bool = Field(description="There are more rows than `limit`.")


class LowStockRowOut(OutModel):
    sku: str = Field(examples=["85123A"])
    name: str
    available: int
    on_hand: int
    threshold: int


class LowStockReportOut(ReportOut):
    items: list[LowStockRowOut]
    truncated: bool = Field(description="There are more rows than `limit`.")


class StockTotalOut(OutModel):
    on_hand_units: int
    reserved_units: int = Field(description="Of these, promised to orders.")
    unavailable_units: int = Field(description="Of these, not for sale: damaged, quarantined, kept back.")
    retail_value_cents: int = Field(
        description=(
            "Units on hand at today's selling price; purchase prices are not kept. "
            "More than 2^53 - 1 is given as 9007199254740991."
        )
    )


class PlaceOut(OutModel):
    location_code: str = Field(examples=["MAIN"])
    name: str
    skus: int = Field(description="SKUs of which anything is on hand.")


class StockValueRowOut(StockTotalOut, PlaceOut):
    """What lies at a location."""


class ValuationOut(ReportOut):
    currency: str = Field(examples=["GBP"])
    items: list[StockValueRowOut]
    total: StockTotalOut


def report_header(report: Report[Row], timezone: str | None = None) -> Mapping[str, Any]:
    """The fields that a report says of itself."""
    header: dict[str, Any] = {"generated_at": report.generated_at, "watermark": report.watermark}
    if report.range is not None:
        header |= {"since": report.range.since, "until": report.range.until, "timezone": timezone}
    return header
