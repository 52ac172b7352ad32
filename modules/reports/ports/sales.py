"""Orders as sales, told by whoever keeps the orders."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from modules.reports.domain.sale import Sale
from shared.kernel.transaction import Transaction


class SaleQueries(Protocol):
    async def get_sales(self, tx: Transaction, order_ids: Sequence[int]) -> Mapping[int, Sale]:
        """Those of the orders that are sales as they stand now, by id; one statement. Locks nothing."""
        ...

    async def list_order_ids_after(self, tx: Transaction, order_id: int, at_most: int) -> Sequence[int]:
        """The next orders there are, sales or not, by id."""
        ...
