"""Figures held against what they are made of."""

from collections.abc import Sequence
from datetime import tzinfo
from itertools import chain

from modules.reports.domain.counting import count_sale
from modules.reports.ports.integrity import Integrity
from modules.reports.ports.sales import SaleQueries
from modules.reports.ports.stock import StockQueries
from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction

SAMPLE_SIZE = 2_000
"""So many orders are counted again by doctor: the newest that are counted, what came after them, and as many
from some place among the others.
"""


class CompareReports:
    def __init__(
        self, integrity: Integrity, sales: SaleQueries, stock: StockQueries, zone: tzinfo, timezone: str
    ) -> None:
        self._integrity = integrity
        self._sales = sales
        self._stock = stock
        self._zone = zone
        self._timezone = timezone

    async def sums(self, tx: Transaction) -> Sequence[Violation]:
        """All figures against what the orders are counted with."""
        return [
            Violation(f"report {wrong.key}", f"says {list(wrong.stored)}, its orders add up to {list(wrong.expected)}")
            for wrong in await self._integrity.list_wrong_totals(tx)
        ]

    async def orders(self, tx: Transaction) -> Sequence[Violation]:
        """What orders are counted with against how they stand; those of which news is under way are left out."""
        progress = await self._integrity.progress(tx)
        newest = await self._integrity.list_newest_counted(tx, SAMPLE_SIZE)
        random_start = int(tx.now.timestamp()) % newest[-1] if newest else 0
        after = [
            await self._sales.list_order_ids_after(tx, start, SAMPLE_SIZE) for start in (random_start, *newest[:1])
        ]
        ids = {*newest, *chain.from_iterable(after)} - set(await self._integrity.list_orders_with_pending_events(tx))
        if not progress.complete:
            ids = {id_ for id_ in ids if id_ <= progress.counted_to}
        sales = await self._sales.get_sales(tx, sorted(ids))
        stored = await self._integrity.get_order_counts(tx, sorted(ids))
        return [
            Violation(f"order:{id_}", "is counted in reports otherwise than it stands")
            for id_ in sorted(ids)
            if stored.get(id_, {}) != (count_sale(sales[id_], self._zone) if id_ in sales else {})
        ]

    async def refused(self, tx: Transaction) -> Sequence[Violation]:
        """The refused demand that is kept against what was refused."""
        progress = await self._integrity.progress(tx)
        until = progress.refused_until
        there = {row[:2]: row for row in await self._stock.list_refused_demand(tx, None, until)} if until else {}
        stored = {row[:2]: row for row in await self._integrity.list_refused_demand(tx)}
        return [
            Violation(f"unmet demand {day} {sku}", "is not what was refused")
            for day, sku in sorted(there.keys() | stored.keys())
            if there.get((day, sku)) != stored.get((day, sku))
        ]

    async def timezone(self, tx: Transaction) -> Sequence[Violation]:
        """The days that were counted by, against those of the settings."""
        counted_by = (await self._integrity.progress(tx)).timezone
        if counted_by in (None, self._timezone):
            return []
        detail = f"were counted by those of {counted_by}, the shop's are now of {self._timezone}: rebuild the reports"
        return [Violation("days of reports", detail)]
