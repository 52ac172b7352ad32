"""Port: reads stock and catalogue from the inventory module."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from modules.reports.domain.reports import LowStockRow, StockValueRow, UnmetDemandRow
from shared.kernel.transaction import Transaction


class StockQueries(Protocol):
    """Each query is one statement without locks."""

    async def get_product_names(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, str]:
        """Return the current names of the products."""
        ...

    async def list_low_stock(self, tx: Transaction, threshold: int | None, at_most: int) -> Sequence[LowStockRow]:
        """Low stock, lowest first. `threshold` applies to products without their own; None means the shop's."""
        ...

    async def list_stock_values(self, tx: Transaction) -> Sequence[StockValueRow]:
        """Return the stock value of each location, by code."""
        ...

    async def list_unmet_demand(
        self, tx: Transaction, since: datetime | None, until: datetime
    ) -> Sequence[UnmetDemandRow]:
        """Unmet demand from `since` (None: all) until before `until`, by the shop's days and SKU."""
        ...
