"""Stock figures for reports."""

from collections.abc import Sequence
from datetime import datetime

from modules.inventory.ports.figures import FigureQueries
from modules.inventory.public import InventoryPolicy, LowStockProduct, StockValue, UnmetDemand
from shared.kernel.transaction import Transaction


class ReportFigures:
    """Implements `InventoryFigures`."""

    def __init__(self, figures: FigureQueries, policy: InventoryPolicy) -> None:
        self._figures = figures
        self._policy = policy

    async def list_low_stock(self, tx: Transaction, threshold: int | None, at_most: int) -> Sequence[LowStockProduct]:
        limit = self._policy.low_stock_default if threshold is None else threshold
        found = await self._figures.list_low_stock(tx, limit, at_most)
        return [
            LowStockProduct(
                sku=each.sku, name=each.name, available=each.available, on_hand=each.on_hand, threshold=each.threshold
            )
            for each in found
        ]

    async def list_stock_values(self, tx: Transaction) -> Sequence[StockValue]:
        return await self._figures.list_stock_values(tx)

    async def list_unmet_demand(
        self, tx: Transaction, since: datetime | None, until: datetime, timezone: str
    ) -> Sequence[UnmetDemand]:
        return await self._figures.list_unmet_demand(tx, since, until, timezone)
