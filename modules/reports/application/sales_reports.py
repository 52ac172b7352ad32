"""Report on sales by day, week, month or country."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, tzinfo

from modules.reports.domain.counting import add_figures
from modules.reports.domain.days import DateRange, Group, day_of, period_of
from modules.reports.domain.reports import Report, SalesFigures, SalesRow
from modules.reports.ports.report_queries import OpenSnapshot


class SalesReports:
    def __init__(self, snapshot: OpenSnapshot, zone: tzinfo) -> None:
        self._snapshot = snapshot
        self._zone = zone

    async def list_sales(self, since: date | None, until: date | None, group: Group) -> Report[SalesRow]:
        """Return a row for each period of the range, or for each country, highest revenue first. Raises Invalid."""
        async with self._snapshot() as snapshot:
            days = DateRange.resolve(since, until, day_of(snapshot.tx.now, self._zone))
            freshness = await snapshot.figures.get_freshness()
            if group is Group.COUNTRY:
                rows = _by_country(await snapshot.figures.list_sales_by_country(days))
            else:
                rows = _by_period(await snapshot.figures.list_sales_by_day(days), days, group)
            return Report(generated_at=snapshot.tx.now, watermark=freshness.watermark, rows=rows, range=days)


def total_of(rows: Iterable[SalesRow]) -> SalesFigures:
    total = SalesFigures()
    for row in rows:
        total = SalesFigures(*add_figures(total, row.figures))
    return total


def _by_country(found: Mapping[str, SalesFigures]) -> Sequence[SalesRow]:
    rows = [SalesRow(None, country or None, figures) for country, figures in found.items() if any(figures)]
    return sorted(rows, key=lambda row: (-row.figures.gross_cents, row.country or ""))


def _by_period(found: Mapping[date, SalesFigures], days: DateRange, group: Group) -> Sequence[SalesRow]:
    """Sum the days of each period that are in the range."""
    sums = dict.fromkeys(days.periods(group), SalesFigures())
    for day, figures in found.items():
        period = period_of(day, group)
        sums[period] = SalesFigures(*add_figures(sums[period], figures))
    return [SalesRow(period, None, figures) for period, figures in sums.items()]
