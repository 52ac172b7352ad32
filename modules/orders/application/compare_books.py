"""Whether orders and stock agree on what is promised to whom."""

from collections.abc import Sequence

from modules.orders.ports.integrity import Integrity
from modules.orders.ports.stock import Stock
from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction


class CompareBooks:
    """Stock may still hold units of an overdue order, or have expired them already: both are right."""

    def __init__(self, integrity: Integrity, stock: Stock) -> None:
        self._integrity = integrity
        self._stock = stock

    async def __call__(self, snapshot: Transaction) -> Sequence[Violation]:
        here = await self._integrity.units_set_aside(snapshot)
        overdue = await self._integrity.overdue(snapshot)
        there = await self._stock.promised(snapshot)
        return [
            Violation(f"order {id_}", f"counts {here.get(id_, 0)} units as set aside, the stock {there.get(id_, 0)}")
            for id_ in sorted(here.keys() | there.keys())
            if here.get(id_, 0) != there.get(id_, 0) and id_ not in overdue
        ]
