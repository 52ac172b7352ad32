"""Port: reads figures from one snapshot."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol, TypeAlias

from modules.reports.domain.days import DateRange
from modules.reports.domain.reports import CouponRow, ProductRow, SalesFigures, UnmetDemandRow
from shared.kernel.transaction import Transaction

ProductSort = Literal["-units", "-revenue_cents"]


@dataclass(frozen=True, slots=True)
class Freshness:
    """Everything committed before `watermark` is counted; unmet demand up to `refused_until`."""

    watermark: datetime | None
    refused_until: datetime | None


class ReportQueries(Protocol):
    """Each query is one statement and returns up to `at_most` rows, highest first."""

    async def get_freshness(self) -> Freshness: ...

    async def list_sales_by_day(self, days: DateRange) -> Mapping[date, SalesFigures]: ...

    async def list_sales_by_country(self, days: DateRange) -> Mapping[str, SalesFigures]: ...

    async def list_products(self, days: DateRange, sort: ProductSort, at_most: int) -> Sequence[ProductRow]:
        """Best sellers, without names."""
        ...

    async def list_customers(self, days: DateRange, at_most: int) -> Sequence[tuple[int, int, int]]:
        """Customer id, number of orders and net amount paid, highest first."""
        ...

    async def list_coupons(self, days: DateRange, at_most: int) -> Sequence[CouponRow]: ...

    async def list_unmet_demand(self, days: DateRange, at_most: int, whole_from: date) -> Sequence[UnmetDemandRow]:
        """Latest days first, then by requested units. Days from `whole_from` on are complete, without a limit."""
        ...


class ReportSnapshot(Protocol):
    @property
    def tx(self) -> Transaction: ...

    @property
    def figures(self) -> ReportQueries: ...


OpenSnapshot: TypeAlias = Callable[[], AbstractAsyncContextManager[ReportSnapshot]]
