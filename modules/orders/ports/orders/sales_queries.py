"""Orders with the events that decide about sales."""

from collections.abc import Sequence
from typing import Protocol

from modules.orders.domain.order.order import Order
from modules.orders.domain.sales_snapshot import SalesEvent
from shared.kernel.transaction import Transaction


class SalesQueries(Protocol):
    async def get_with_history(
        self, tx: Transaction, ids: Sequence[int]
    ) -> Sequence[tuple[Order, Sequence[SalesEvent]]]:
        """Existing orders with their events, consistent for each order; one statement."""
        ...

    async def ids_after(self, tx: Transaction, order_id: int, at_most: int) -> Sequence[int]:
        """The next existing ids, ascending."""
        ...
