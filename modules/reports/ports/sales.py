"""Port: reads sales from the orders module."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from modules.reports.domain.sale import Sale
from shared.kernel.transaction import Transaction


class SaleQueries(Protocol):
    async def get_sales(self, tx: Transaction, order_ids: Sequence[int]) -> Mapping[int, Sale]:
        """Return those of the orders that are currently sales, in one statement without locks."""
        ...

    async def list_order_ids_after(self, tx: Transaction, order_id: int, at_most: int) -> Sequence[int]:
        """Return the ids of the next orders, whether they are sales or not."""
        ...
