"""Compare the figures of reports with their sources."""

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
"""Number of orders in each sample that doctor recounts: the newest counted ones, those after them, and some from a
position that varies with time.
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
        """Compare all totals with the sums of the orders' figures."""
        return [
            Violation(
                f"report {wrong.key}", f"is {list(wrong.stored)}, but its orders add up to {list(wrong.expected)}"
            )
            for wrong in await self._integrity.list_wrong_totals(tx)
        ]

    async def orders(self, tx: Transaction) -> Sequence[Violation]:
        """Compare a sample of orders with their counted figures, except orders with pending events."""
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
            Violation(f"order:{id_}", "has other figures in reports than its current ones")
            for id_ in sorted(ids)
            if stored.get(id_, {}) != (count_sale(sales[id_], self._zone) if id_ in sales else {})
        ]

    async def refused(self, tx: Transaction) -> Sequence[Violation]:
        """Compare the unmet demand in reports with the refused orders."""
        progress = await self._integrity.progress(tx)
        until = progress.refused_until
        there = {row[:2]: row for row in await self._stock.list_unmet_demand(tx, None, until)} if until else {}
        stored = {row[:2]: row for row in await self._integrity.list_unmet_demand(tx)}
        return [
            Violation(f"unmet demand {day} {sku}", "does not match the refused orders")
            for day, sku in sorted(there.keys() | stored.keys())
            if there.get((day, sku)) != stored.get((day, sku))
        ]

    async def timezone(self, tx: Transaction) -> Sequence[Violation]:
        """Compare the time zone of the counted days with the setting."""
        counted_by = (await self._integrity.progress(tx)).timezone
        if counted_by in (None, self._timezone):
            return []
        detail = f"were counted in the time zone {counted_by}, but the shop uses {self._timezone}: rebuild the reports"
        return [Violation("days of reports", detail)]
