"""Reports on low stock, inventory valuation and unmet demand."""

from collections.abc import Iterable, Sequence
from datetime import date, tzinfo

from modules.reports.domain.counting import add_figures
from modules.reports.domain.days import DateRange, day_of
from modules.reports.domain.reports import LowStockRow, Report, StockValueRow, UnmetDemandRow
from modules.reports.ports.report_queries import OpenSnapshot
from modules.reports.ports.stock import StockQueries


class StockReports:
    """These reports are current: they include everything committed."""

    def __init__(self, snapshot: OpenSnapshot, stock: StockQueries, zone: tzinfo) -> None:
        self._snapshot = snapshot
        self._stock = stock
        self._zone = zone

    async def list_low_stock(self, threshold: int | None, limit: int) -> Report[LowStockRow]:
        """Low stock, lowest first."""
        async with self._snapshot() as snapshot:
            rows = await self._stock.list_low_stock(snapshot.tx, threshold, limit + 1)
            return Report(
                generated_at=snapshot.tx.now, watermark=snapshot.tx.now, rows=rows[:limit], truncated=len(rows) > limit
            )

    async def list_stock_values(self) -> Report[StockValueRow]:
        """Value of the stock of each location."""
        async with self._snapshot() as snapshot:
            return Report(
                generated_at=snapshot.tx.now,
                watermark=snapshot.tx.now,
                rows=await self._stock.list_stock_values(snapshot.tx),
            )

    async def list_unmet_demand(self, since: date | None, until: date | None, limit: int) -> Report[UnmetDemandRow]:
        """Unmet demand by day, latest first, and by requested units. Raises Invalid.

        Adds demand refused since the last run of the counting job.
        """
        async with self._snapshot() as snapshot:
            now = snapshot.tx.now
            days = DateRange.resolve(since, until, day_of(now, self._zone))
            freshness = await snapshot.figures.get_freshness()
            latest = await self._stock.list_unmet_demand(snapshot.tx, freshness.refused_until, now)
            whole_from = day_of(freshness.refused_until, self._zone) if freshness.refused_until else days.since
            stored = await snapshot.figures.list_unmet_demand(days, limit + 1, whole_from)
            rows = _sum_by_day_and_sku([*stored, *(row for row in latest if days.since <= row.day < days.until)])
            return Report(generated_at=now, watermark=now, rows=rows[:limit], range=days, truncated=len(rows) > limit)


def _sum_by_day_and_sku(parts: Iterable[UnmetDemandRow]) -> Sequence[UnmetDemandRow]:
    sums: dict[tuple[date, str], UnmetDemandRow] = {}
    for row in parts:
        before = sums.get((row.day, row.sku))
        sums[row.day, row.sku] = UnmetDemandRow(row.day, row.sku, *add_figures(before[2:], row[2:])) if before else row
    return sorted(sums.values(), key=lambda row: (-row.day.toordinal(), -row.requested_units, row.sku))
