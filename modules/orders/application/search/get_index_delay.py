"""Get the delay of the order search index."""

from modules.orders.application.search.index_orders import INDEXED_EVENTS
from modules.orders.ports.orders.order_search import SearchIndexQueriesFactory
from shared.kernel.transaction import Transaction


class GetIndexDelay:
    def __init__(self, search: SearchIndexQueriesFactory) -> None:
        self._search = search

    async def __call__(self, tx: Transaction) -> float:
        """Delay in seconds; -1 while the index is being built."""
        indexed_at = await self._search(tx).indexed_at(INDEXED_EVENTS)
        return -1.0 if indexed_at is None else max(0.0, (tx.now - indexed_at).total_seconds())
