"""What is asked of whoever keeps the stock and the catalogue."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from modules.reports.domain.reports import LowStockRow, RefusedRow, StockValueRow
from shared.kernel.transaction import Transaction


class StockQueries(Protocol):
    """Each is one statement and locks nothing."""

    async def get_product_names(self, tx: Transaction, skus: Sequence[str]) -> Mapping[str, str]:
        """What the products are called today."""
        ...

    async def list_low_stock(self, tx: Transaction, threshold: int | None, at_most: int) -> Sequence[LowStockRow]:
        """What runs low, the scarcest first; without a threshold of its own by the given one, else the shop's."""
        ...

    async def list_stock_values(self, tx: Transaction) -> Sequence[StockValueRow]:
        """What lies at each location, by its code."""
        ...

    async def list_refused_demand(
        self, tx: Transaction, since: datetime | None, until: datetime
    ) -> Sequence[RefusedRow]:
        """Demand that was refused from `since` on (None: ever) and before `until`, by the shop's days and SKU."""
        ...
