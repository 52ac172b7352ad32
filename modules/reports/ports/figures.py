"""Figures to be read, all of one instant."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol, TypeAlias

from modules.reports.domain.days import Range
from modules.reports.domain.reports import CouponRow, ProductRow, RefusedRow, SalesFigures
from shared.kernel.transaction import Transaction

ProductSort = Literal["-units", "-revenue_cents"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything committed before `watermark` is in the figures; refused demand up to `refused_until`."""

    watermark: datetime | None
    refused_until: datetime | None


class Figures(Protocol):
    """Each is one statement; `at_most` rows, the greatest first."""

    async def standing(self) -> Standing: ...

    async def by_day(self, days: Range) -> Mapping[date, SalesFigures]: ...

    async def by_country(self, days: Range) -> Mapping[str, SalesFigures]: ...

    async def products(self, days: Range, sort: ProductSort, at_most: int) -> Sequence[ProductRow]:
        """Without their names."""
        ...

    async def customers(self, days: Range, at_most: int) -> Sequence[tuple[int, int, int]]:
        """Id, number of orders, and what was paid less what was given back; the most spent first."""
        ...

    async def coupons(self, days: Range, at_most: int) -> Sequence[CouponRow]: ...

    async def refused(self, days: Range, at_most: int, whole_from: date) -> Sequence[RefusedRow]:
        """The latest days first, of them the most wanted; of the days from `whole_from` on, all there is."""
        ...


class View(Protocol):
    @property
    def tx(self) -> Transaction: ...

    @property
    def figures(self) -> Figures: ...


Look: TypeAlias = Callable[[], AbstractAsyncContextManager[View]]
