"""Gauges of the reports module: the figures of the current day, as the reports count them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta, tzinfo

from modules.reports.domain.days import DateRange, day_of
from modules.reports.domain.reports import SalesFigures
from modules.reports.ports.report_queries import ReportQueries
from shared.kernel.module import Gauge
from shared.kernel.transaction import Transaction


def gauges(figures_within: Callable[[Transaction], ReportQueries], zone: tzinfo) -> Sequence[Gauge]:
    async def today(tx: Transaction) -> SalesFigures:
        day = day_of(tx.now, zone)
        sales = await figures_within(tx).list_sales_by_day(DateRange(day, day + timedelta(days=1)))
        return sales.get(day, SalesFigures())

    async def orders(tx: Transaction) -> Mapping[str, float]:
        return {"": (await today(tx)).order_count}

    async def cents(tx: Transaction) -> Mapping[str, float]:
        sales = await today(tx)
        return {"gross": sales.gross_cents, "discount": sales.discount_cents, "refunded": sales.refunded_cents}

    return [
        Gauge("sales_today_orders", help="Paid orders of the current day in the time zone of reports.", read=orders),
        Gauge(
            "sales_today_cents",
            help="Amounts of the current day, by figure: gross, discount or refunded.",
            read=cents,
            label="figure",
        ),
    ]
