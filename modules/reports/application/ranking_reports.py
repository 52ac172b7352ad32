"""Reports on best sellers, top customers and coupons."""

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import TypeVar

from modules.reports.domain.days import DateRange, day_of
from modules.reports.domain.reports import CouponRow, CustomerRow, ProductRow, Report
from modules.reports.ports.customers import CustomerQueries
from modules.reports.ports.report_queries import OpenSnapshot, ProductSort, ReportSnapshot
from modules.reports.ports.stock import StockQueries

Row = TypeVar("Row")


class RankingReports:
    """Orders count on the day on which they became a sale, with their refunds so far."""

    def __init__(self, snapshot: OpenSnapshot, stock: StockQueries, customers: CustomerQueries, zone: tzinfo) -> None:
        self._snapshot = snapshot
        self._stock = stock
        self._customers = customers
        self._zone = zone

    async def list_products(
        self, since: date | None, until: date | None, sort: ProductSort, limit: int
    ) -> Report[ProductRow]:
        """Best sellers. Raises Invalid."""
        async with self._snapshot() as snapshot:
            days = self._days(snapshot, since, until)
            found = await snapshot.figures.list_products(days, sort, limit + 1)
            names = await self._stock.get_product_names(snapshot.tx, [row.sku for row in found[:limit]])
            rows = [row._replace(name=names.get(row.sku)) for row in found]
            return await _report(snapshot, rows, days, limit)

    async def list_customers(self, since: date | None, until: date | None, limit: int) -> Report[CustomerRow]:
        """Customers who spent the most, without guests. Raises Invalid."""
        async with self._snapshot() as snapshot:
            days = self._days(snapshot, since, until)
            found = await snapshot.figures.list_customers(days, limit + 1)
            emails = await self._customers.get_emails(snapshot.tx, [id_ for id_, _, _ in found[:limit]])
            rows = [
                CustomerRow(id=id_, email=emails.get(id_), order_count=orders, total_spent_cents=spent)
                for id_, orders, spent in found
            ]
            return await _report(snapshot, rows, days, limit)

    async def list_coupons(self, since: date | None, until: date | None, limit: int) -> Report[CouponRow]:
        """Most redeemed coupons. Raises Invalid."""
        async with self._snapshot() as snapshot:
            days = self._days(snapshot, since, until)
            return await _report(snapshot, await snapshot.figures.list_coupons(days, limit + 1), days, limit)

    def _days(self, snapshot: ReportSnapshot, since: date | None, until: date | None) -> DateRange:
        return DateRange.resolve(since, until, day_of(snapshot.tx.now, self._zone))


async def _report(snapshot: ReportSnapshot, rows: Sequence[Row], days: DateRange, limit: int) -> Report[Row]:
    freshness = await snapshot.figures.get_freshness()
    return Report(
        generated_at=snapshot.tx.now,
        watermark=freshness.watermark,
        rows=rows[:limit],
        range=days,
        truncated=len(rows) > limit,
    )
