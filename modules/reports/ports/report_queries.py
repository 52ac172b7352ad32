"""Figures to be read, all of one instant."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol, TypeAlias

from modules.reports.domain.days import DateRange
from modules.reports.domain.reports import CouponRow, ProductRow, RefusedRow, SalesFigures
from shared.kernel.transaction import Transaction

ProductSort = Literal["-units", "-revenue_cents"]


@dataclass(frozen=True, slots=True)
class Freshness:
    """Everything committed before `watermark` is in the figures; refused demand up to `refused_until`."""

    watermark: datetime | None
    refused_until: datetime | None


class ReportQueries(Protocol):
    """Each is one statement; `at_most` rows, the greatest first."""

    async def get_freshness(self) -> Freshness: ...

    async def list_sales_by_day(self, days: DateRange) -> Mapping[date, SalesFigures]: ...

    async def list_sales_by_country(self, days: DateRange) -> Mapping[str, SalesFigures]: ...

    async def list_products(self, days: DateRange, sort: ProductSort, at_most: int) -> Sequence[ProductRow]:
        """Without their names."""
        ...

    async def list_customers(self, days: DateRange, at_most: int) -> Sequence[tuple[int, int, int]]:
        """Id, number of orders, and what was paid less what was given back; the most spent first."""
        ...

    async def list_coupons(self, days: DateRange, at_most: int) -> Sequence[CouponRow]: ...

    async def list_refused_demand(self, days: DateRange, at_most: int, whole_from: date) -> Sequence[RefusedRow]:
        """The latest days first, of them the most wanted; of the days from `whole_from` on, all there is."""
        ...


class ReportSnapshot(Protocol):
    @property
    def tx(self) -> Transaction: ...

    @property
    def figures(self) -> ReportQueries: ...


OpenSnapshot: TypeAlias = Callable[[], AbstractAsyncContextManager[ReportSnapshot]]
