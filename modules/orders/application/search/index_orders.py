"""Write the search texts of orders."""

from collections.abc import Collection, Mapping, Sequence

from modules.orders.domain.search_terms import Account, search_text
from modules.orders.ports.customers import Customers
from modules.orders.ports.orders.order_search import SearchDocument, SearchIndex
from modules.orders.public import OrderPlaced, OrderUpdated, ShipmentCreated, ShipmentUpdated
from shared.kernel.transaction import Transaction

BATCH = 500
"""Maximum number of events, or orders of a build, in one transaction."""

CHANGES = (OrderPlaced, OrderUpdated, ShipmentCreated, ShipmentUpdated)
"""Events that change what an order is found by. Erasure updates the index itself."""

ACCOUNT_CHANGED = "users.user.updated"
INDEXED_EVENTS = (*(event.type for event in CHANGES), ACCOUNT_CHANGED)


class IndexOrders:
    """Writes the search texts of orders as of the transaction. The index must be locked."""

    def __init__(self, customers: Customers) -> None:
        self._customers = customers

    async def __call__(self, tx: Transaction, index: SearchIndex, order_ids: Collection[int]) -> None:
        ids = sorted(order_ids)
        for start in range(0, len(ids), BATCH):
            documents = await index.documents(ids[start : start + BATCH])
            texts = await self.texts(tx, documents)
            await index.write(texts, {each.order_id: each.created_at for each in documents})

    async def texts(self, tx: Transaction, documents: Sequence[SearchDocument]) -> Mapping[int, str]:
        """The normalized search text of each order."""
        ids = sorted({each.customer_id for each in documents if each.customer_id is not None})
        known = await self._customers.get_many(tx, ids) if ids else {}
        accounts = {id_: Account(known[id_].email, known[id_].full_name) for id_ in known}
        return {
            each.order_id: search_text(
                buyer=each.guest or accounts.get(each.customer_id or 0),
                addresses=each.addresses,
                client_reference=each.client_reference,
                tracking_numbers=each.tracking_numbers,
                skus=each.skus,
            )
            for each in documents
        }
