"""Implements the port `StockQueries` with the module inventory."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from modules.inventory.public import InventoryApi, InventoryFigures
from modules.reports.domain.reports import LowStockRow, StockValueRow, UnmetDemandRow
from shared.kernel.transaction import Transaction


class InventoryGateway:
    def __init__(self, inventory: InventoryApi, figures: InventoryFigures, timezone: str) -> None:
        self._inventory = inventory
        self._figures = figures
        self._timezone = timezone

    async def get_product_names(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, str]:
        return {sku: offer.name for sku, offer in (await self._inventory.get_offers(tx, skus)).items()}

    async def list_low_stock(self, tx: Transaction, threshold: int | None, at_most: int) -> Sequence[LowStockRow]:
        return [LowStockRow(*each) for each in await self._figures.list_low_stock(tx, threshold, at_most)]

    async def list_stock_values(self, tx: Transaction) -> Sequence[StockValueRow]:
        return [StockValueRow(*each) for each in await self._figures.list_stock_values(tx)]

    async def list_unmet_demand(
        self, tx: Transaction, since: datetime | None, until: datetime
    ) -> Sequence[UnmetDemandRow]:
        return [
            UnmetDemandRow(*each) for each in await self._figures.list_unmet_demand(tx, since, until, self._timezone)
        ]
