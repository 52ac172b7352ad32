"""What lies there, what runs low, and what was wanted in vain."""

from collections.abc import Iterable, Sequence
from datetime import date, tzinfo

from modules.reports.domain.counting import plus
from modules.reports.domain.days import Range, day_of
from modules.reports.domain.reports import LowStockRow, RefusedRow, Report, StockValueRow
from modules.reports.ports.figures import Look
from modules.reports.ports.stock import Stock


class ReadStock:
    """As it is at this moment: nothing that was committed is missing."""

    def __init__(self, look: Look, stock: Stock, zone: tzinfo) -> None:
        self._look = look
        self._stock = stock
        self._zone = zone

    async def low(self, threshold: int | None, limit: int) -> Report[LowStockRow]:
        """The scarcest first."""
        async with self._look() as view:
            rows = await self._stock.low(view.tx, threshold, limit + 1)
            return Report(view.tx.now, view.tx.now, rows[:limit], truncated=len(rows) > limit)

    async def valuation(self) -> Report[StockValueRow]:
        """Every location."""
        async with self._look() as view:
            return Report(view.tx.now, view.tx.now, await self._stock.values(view.tx))

    async def unmet_demand(self, since: date | None, until: date | None, limit: int) -> Report[RefusedRow]:
        """The latest day first, of it the most wanted; raises Invalid.

        To what has been added up comes what has been refused since then.
        """
        async with self._look() as view:
            now = view.tx.now
            days = Range.wanted(since, until, day_of(now, self._zone))
            standing = await view.figures.standing()
            latest = await self._stock.refused(view.tx, standing.refused_until, now)
            whole_from = day_of(standing.refused_until, self._zone) if standing.refused_until else days.since
            kept = await view.figures.refused(days, limit + 1, whole_from)
            rows = _together([*kept, *(row for row in latest if days.since <= row.day < days.until)])
            return Report(now, now, rows[:limit], days, truncated=len(rows) > limit)


def _together(parts: Iterable[RefusedRow]) -> Sequence[RefusedRow]:
    sums: dict[tuple[date, str], RefusedRow] = {}
    for row in parts:
        before = sums.get((row.day, row.sku))
        sums[row.day, row.sku] = RefusedRow(row.day, row.sku, *plus(before[2:], row[2:])) if before else row
    return sorted(sums.values(), key=lambda row: (-row.day.toordinal(), -row.requested_units, row.sku))
