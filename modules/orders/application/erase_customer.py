"""Forgetting who a customer was; the orders keep their numbers."""

from modules.orders.application.index_orders import IndexOrders
from modules.orders.ports.search import IndexOf
from modules.orders.ports.unit_of_work import Join
from shared.kernel.transaction import Transaction


class EraseCustomer:
    """Works in the transaction that marks the message done; again changes nothing more."""

    def __init__(self, join: Join, index_of: IndexOf, index_orders: IndexOrders) -> None:
        self._join = join
        self._index_of = index_of
        self._index_orders = index_orders

    async def __call__(self, tx: Transaction, customer_id: int) -> None:
        work, index = self._join(tx), self._index_of(tx)
        # Locked first: whoever has read the orders before they are erased writes the index before this does.
        await index.lock(wait=True)
        await work.orders.erase(customer_id)
        await work.returns.erase(customer_id)
        await self._index_orders(tx, index, await index.orders_of([customer_id]))
