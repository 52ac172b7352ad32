"""Implements the port `ReportQueries` in PostgreSQL: sums over a range of days."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Self

from modules.reports.adapters.outbound.counters import CONSUMER
from modules.reports.domain.counting import FIGURES, Rollup
from modules.reports.domain.days import DateRange
from modules.reports.domain.reports import CouponRow, ProductRow, SalesFigures, UnmetDemandRow
from modules.reports.ports.report_queries import Freshness, ProductSort
from shared.infra.messaging.queries.consumer_backlog import oldest_unhandled
from shared.infra.sql.transaction import SqlTransaction, sql
from shared.kernel.transaction import Transaction
from shared.kernel.values.quantity import MAX_SAFE_INTEGER


def _sums(rollup: Rollup) -> str:
    return ", ".join(f"{_exact(f'sum({name})')} AS {name}" for name in FIGURES[rollup])


def _exact(total: str) -> str:
    """Clamp the total to integers that JSON represents exactly; see `shared.kernel.values.quantity.exact`."""
    return f"greatest(-{MAX_SAFE_INTEGER}, least({total}, {MAX_SAFE_INTEGER}))::bigint"


_FRESHNESS = f"SELECT complete, refused_until, {oldest_unhandled('$1')} AS oldest FROM reports.progress"  # noqa: S608
_SALES = f"""
    SELECT %s, {_sums(Rollup.SALES)} FROM reports.sales WHERE day >= $1 AND day < $2 GROUP BY 1
"""  # noqa: S608 constants only
_PRODUCTS = f"""
    SELECT sku, NULL, {_sums(Rollup.PRODUCTS)} FROM reports.products WHERE day >= $1 AND day < $2
    GROUP BY sku HAVING sum(order_count) > 0 ORDER BY %s DESC, sku LIMIT $3
"""  # noqa: S608 constants only
_CUSTOMERS = f"""
    SELECT customer_id, sum(order_count)::bigint AS orders, {_exact("sum(paid_cents - refunded_cents)")} AS spent
    FROM reports.customers WHERE day >= $1 AND day < $2
    GROUP BY customer_id HAVING sum(order_count) > 0 ORDER BY spent DESC, customer_id LIMIT $3
"""  # noqa: S608 constants only
_COUPONS = f"""
    SELECT code, {_sums(Rollup.COUPONS)} FROM reports.coupons WHERE day >= $1 AND day < $2
    GROUP BY code HAVING sum(order_count) > 0 ORDER BY order_count DESC, code LIMIT $3
"""  # noqa: S608 constants only
_REFUSED = """
    SELECT day, sku, requests, requested_units, short_units FROM reports.refused
    WHERE day >= greatest($1::date, $4::date) AND day < $2
    UNION ALL (
        SELECT day, sku, requests, requested_units, short_units FROM reports.refused
        WHERE day >= $1 AND day < least($2::date, $4::date) ORDER BY day DESC, requested_units DESC, sku LIMIT $3
    )
"""


class SqlReportQueries:
    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    @classmethod
    def within(cls, tx: Transaction) -> Self:
        return cls(sql(tx))

    async def get_freshness(self) -> Freshness:
        (row,) = await self._tx.fetch(_FRESHNESS, CONSUMER)
        watermark = min(self._tx.now, row["oldest"] or self._tx.now) if row["complete"] else None
        return Freshness(watermark, row["refused_until"])

    async def list_sales_by_day(self, days: DateRange) -> Mapping[date, SalesFigures]:
        rows = await self._tx.fetch(_SALES % "day", days.since, days.until)
        return {day: SalesFigures(*figures) for day, *figures in rows}

    async def list_sales_by_country(self, days: DateRange) -> Mapping[str, SalesFigures]:
        rows = await self._tx.fetch(_SALES % "country", days.since, days.until)
        return {country: SalesFigures(*figures) for country, *figures in rows}

    async def list_products(self, days: DateRange, sort: ProductSort, at_most: int) -> Sequence[ProductRow]:
        by = {"-units": "units", "-revenue_cents": "revenue_cents"}[sort]
        return [ProductRow(*row) for row in await self._tx.fetch(_PRODUCTS % by, days.since, days.until, at_most)]

    async def list_customers(self, days: DateRange, at_most: int) -> Sequence[tuple[int, int, int]]:
        return [tuple(row) for row in await self._tx.fetch(_CUSTOMERS, days.since, days.until, at_most)]

    async def list_coupons(self, days: DateRange, at_most: int) -> Sequence[CouponRow]:
        return [CouponRow(*row) for row in await self._tx.fetch(_COUPONS, days.since, days.until, at_most)]

    async def list_unmet_demand(self, days: DateRange, at_most: int, whole_from: date) -> Sequence[UnmetDemandRow]:
        rows = await self._tx.fetch(_REFUSED, days.since, days.until, at_most, whole_from)
        return [UnmetDemandRow(*row) for row in rows]
