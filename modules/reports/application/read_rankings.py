"""What and who sold best."""

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import TypeVar

from modules.reports.domain.days import Range, day_of
from modules.reports.domain.reports import CouponRow, CustomerRow, ProductRow, Report
from modules.reports.ports.figures import Look, ProductSort, View
from modules.reports.ports.people import People
from modules.reports.ports.stock import Stock

Row = TypeVar("Row")


class ReadRankings:
    """Orders count on the day on which they became a sale, with what has been given back of them since."""

    def __init__(self, look: Look, stock: Stock, people: People, zone: tzinfo) -> None:
        self._look = look
        self._stock = stock
        self._people = people
        self._zone = zone

    async def products(
        self, since: date | None, until: date | None, sort: ProductSort, limit: int
    ) -> Report[ProductRow]:
        """The best sellers; raises Invalid."""
        async with self._look() as view:
            days = self._days(view, since, until)
            found = await view.figures.products(days, sort, limit + 1)
            names = await self._stock.names(view.tx, [row.sku for row in found[:limit]])
            rows = [row._replace(name=names.get(row.sku)) for row in found]
            return await _report(view, rows, days, limit)

    async def customers(self, since: date | None, until: date | None, limit: int) -> Report[CustomerRow]:
        """Who spent the most; guests are not among them. Raises Invalid."""
        async with self._look() as view:
            days = self._days(view, since, until)
            found = await view.figures.customers(days, limit + 1)
            emails = await self._people.emails(view.tx, [id_ for id_, _, _ in found[:limit]])
            rows = [CustomerRow(id_, emails.get(id_), orders, spent) for id_, orders, spent in found]
            return await _report(view, rows, days, limit)

    async def coupons(self, since: date | None, until: date | None, limit: int) -> Report[CouponRow]:
        """The most redeemed; raises Invalid."""
        async with self._look() as view:
            days = self._days(view, since, until)
            return await _report(view, await view.figures.coupons(days, limit + 1), days, limit)

    def _days(self, view: View, since: date | None, until: date | None) -> Range:
        return Range.wanted(since, until, day_of(view.tx.now, self._zone))


async def _report(view: View, rows: Sequence[Row], days: Range, limit: int) -> Report[Row]:
    standing = await view.figures.standing()
    return Report(view.tx.now, standing.watermark, rows[:limit], days, truncated=len(rows) > limit)
