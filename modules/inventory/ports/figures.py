"""Aggregates over the stock, as of a transaction's snapshot."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from modules.inventory.ports.ledger_queries import LowStock
from modules.inventory.public import StockValue, UnmetDemand
from shared.kernel.transaction import Transaction


class FigureQueries(Protocol):
    async def list_low_stock(self, tx: Transaction, threshold: int, at_most: int) -> Sequence[LowStock]:
        """Active products at or below their own threshold, else the given one. Fewest available units first."""
        ...

    async def list_stock_values(self, tx: Transaction) -> Sequence[StockValue]:
        """All locations, sorted by code."""
        ...

    async def list_unmet_demand(
        self, tx: Transaction, since: datetime | None, until: datetime, timezone: str
    ) -> Sequence[UnmetDemand]:
        """Unmet demand from `since` (None: no bound) until before `until`, by SKU and day in the time zone."""
        ...
