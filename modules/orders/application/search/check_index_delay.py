"""Check that the order search index is up to date."""

from collections.abc import Sequence
from datetime import timedelta

from modules.orders.application.search.index_orders import INDEXED_EVENTS
from modules.orders.ports.orders.order_search import SearchIndexQueriesFactory
from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction

MAX_DELAY = timedelta(seconds=30)


class CheckIndexDelay:
    def __init__(self, search: SearchIndexQueriesFactory) -> None:
        self._search = search

    async def __call__(self, tx: Transaction) -> Sequence[Violation]:
        indexed_at = await self._search(tx).indexed_at(INDEXED_EVENTS)
        if indexed_at is None or tx.now - indexed_at < MAX_DELAY:
            return []
        detail = f"changes since {indexed_at:%Y-%m-%dT%H:%M:%SZ} are not in it; is a worker running?"
        return [Violation("search index", detail)]
