"""Figures held against what they are made of."""

from collections.abc import Sequence
from datetime import tzinfo
from itertools import chain

from modules.reports.domain.counting import counted
from modules.reports.ports.integrity import Integrity
from modules.reports.ports.sales import Sales
from modules.reports.ports.stock import Stock
from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction

COMPARED = 2_000
"""So many orders are counted again by doctor: the newest that are counted, what came after them, and as many
from some place among the others.
"""


class CompareFigures:
    def __init__(self, integrity: Integrity, sales: Sales, stock: Stock, zone: tzinfo, timezone: str) -> None:
        self._integrity = integrity
        self._sales = sales
        self._stock = stock
        self._zone = zone
        self._timezone = timezone

    async def sums(self, tx: Transaction) -> Sequence[Violation]:
        """All figures against what the orders are counted with."""
        return [
            Violation(f"report {wrong.place}", f"says {list(wrong.kept)}, its orders add up to {list(wrong.summed)}")
            for wrong in await self._integrity.wrong_sums(tx)
        ]

    async def orders(self, tx: Transaction) -> Sequence[Violation]:
        """What orders are counted with against how they stand; those of which news is under way are left out."""
        progress = await self._integrity.progress(tx)
        newest = await self._integrity.counted_newest(tx, COMPARED)
        somewhere = int(tx.now.timestamp()) % newest[-1] if newest else 0
        after = [await self._sales.ids_after(tx, start, COMPARED) for start in (somewhere, *newest[:1])]
        ids = {*newest, *chain.from_iterable(after)} - set(await self._integrity.unheard(tx))
        if not progress.complete:
            ids = {id_ for id_ in ids if id_ <= progress.counted_to}
        sales = await self._sales.sales(tx, sorted(ids))
        kept = await self._integrity.counted(tx, sorted(ids))
        return [
            Violation(f"order:{id_}", "is counted in reports otherwise than it stands")
            for id_ in sorted(ids)
            if kept.get(id_, {}) != (counted(sales[id_], self._zone) if id_ in sales else {})
        ]

    async def refused(self, tx: Transaction) -> Sequence[Violation]:
        """The refused demand that is kept against what was refused."""
        progress = await self._integrity.progress(tx)
        until = progress.refused_until
        there = {row[:2]: row for row in await self._stock.refused(tx, None, until)} if until else {}
        kept = {row[:2]: row for row in await self._integrity.refused(tx)}
        return [
            Violation(f"unmet demand {day} {sku}", "is not what was refused")
            for day, sku in sorted(there.keys() | kept.keys())
            if there.get((day, sku)) != kept.get((day, sku))
        ]

    async def timezone(self, tx: Transaction) -> Sequence[Violation]:
        """The days that were counted by, against those of the settings."""
        counted_by = (await self._integrity.progress(tx)).timezone
        if counted_by in (None, self._timezone):
            return []
        detail = f"were counted by those of {counted_by}, the shop's are now of {self._timezone}: rebuild the reports"
        return [Violation("days of reports", detail)]
