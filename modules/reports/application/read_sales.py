"""What was sold, by day, week, month or country."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, tzinfo

from modules.reports.domain.counting import plus
from modules.reports.domain.days import Group, Range, day_of, period_of
from modules.reports.domain.reports import Report, SalesFigures, SalesRow
from modules.reports.ports.figures import Look


class ReadSales:
    def __init__(self, look: Look, zone: tzinfo) -> None:
        self._look = look
        self._zone = zone

    async def __call__(self, since: date | None, until: date | None, group: Group) -> Report[SalesRow]:
        """A row for every period of the range, or every country sold to, the most first; raises Invalid."""
        async with self._look() as view:
            days = Range.wanted(since, until, day_of(view.tx.now, self._zone))
            standing = await view.figures.standing()
            if group is Group.COUNTRY:
                rows = _by_country(await view.figures.by_country(days))
            else:
                rows = _by_period(await view.figures.by_day(days), days, group)
            return Report(view.tx.now, standing.watermark, rows, days)


def total_of(rows: Iterable[SalesRow]) -> SalesFigures:
    total = SalesFigures()
    for row in rows:
        total = SalesFigures(*plus(total, row.figures))
    return total


def _by_country(found: Mapping[str, SalesFigures]) -> Sequence[SalesRow]:
    rows = [SalesRow(None, country or None, figures) for country, figures in found.items() if any(figures)]
    return sorted(rows, key=lambda row: (-row.figures.gross_cents, row.country or ""))


def _by_period(found: Mapping[date, SalesFigures], days: Range, group: Group) -> Sequence[SalesRow]:
    """What came in on the days of a period that are in the range."""
    sums = dict.fromkeys(days.periods(group), SalesFigures())
    for day, figures in found.items():
        period = period_of(day, group)
        sums[period] = SalesFigures(*plus(sums[period], figures))
    return [SalesRow(period, None, figures) for period, figures in sums.items()]
