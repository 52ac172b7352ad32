"""Compare the order search index with the orders."""

from collections.abc import Sequence

from modules.orders.application.search.index_orders import INDEXED_EVENTS, IndexOrders
from modules.orders.ports.orders.order_search import SearchIndexQueriesFactory
from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction

SAMPLE_SIZE = 500
"""Number of newest orders to compare, and of orders spread over all ids."""

_REBUILD = "`tradepost search rebuild` corrects it"


class CheckSearchIndex:
    """Compares a sample of orders, because comparing all takes as long as building the index."""

    def __init__(self, search: SearchIndexQueriesFactory, index_orders: IndexOrders) -> None:
        self._search = search
        self._index_orders = index_orders

    async def __call__(self, tx: Transaction) -> Sequence[Violation]:
        search = self._search(tx)
        indexed_at = await search.indexed_at(INDEXED_EVENTS)
        if indexed_at is None:
            return []  # the index is being built; search responses show it
        documents = await search.documents(await search.sample(SAMPLE_SIZE))
        # Recent changes may not be indexed yet; another check reports the delay.
        indexed = [each for each in documents if each.updated_at < indexed_at]
        texts = await self._index_orders.texts(tx, indexed)
        wrong = await search.differing(texts) if texts else []
        return [Violation(f"order:{id_}", f"the search index has an outdated text; {_REBUILD}") for id_ in wrong]
