"""Check that orders are on hold for a shortfall only while units are missing."""

from collections.abc import Sequence

from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.integrity import IntegrityQueries
from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction


class ReconcileShortfallHolds:
    """An order is on hold for a shortfall only while units are missing."""

    def __init__(self, integrity: IntegrityQueries, stock: Stock) -> None:
        self._integrity = integrity
        self._stock = stock

    async def __call__(self, snapshot: Transaction) -> Sequence[Violation]:
        held = set(await self._integrity.held_for_shortfall(snapshot))
        if not held:
            return []
        held -= {*await self._stock.list_shortages(snapshot), *await self._integrity.missing_stock_events(snapshot)}
        return [Violation(f"order:{id_}", "is on hold for a shortfall that has been filled") for id_ in sorted(held)]
