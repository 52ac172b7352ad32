"""Erase who a customer was; the orders keep their numbers."""

from modules.orders.application.publish_events import publish_events
from modules.orders.application.search.index_orders import IndexOrders
from modules.orders.domain.order.events import Updated
from modules.orders.ports.orders.order_search import SearchIndexFactory
from modules.orders.ports.unit_of_work import UnitOfWorkJoin
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


class EraseCustomer:
    """Works in the transaction that marks the message done; again changes nothing more.

    The shipping address of an order with goods still to be sent is kept until the order has ended, when it is
    erased in the same transaction. The event about that leads here again, for words that have come since.
    """

    def __init__(self, join: UnitOfWorkJoin, index_of: SearchIndexFactory, index_orders: IndexOrders) -> None:
        self._join = join
        self._index_of = index_of
        self._index_orders = index_orders

    async def __call__(self, tx: Transaction, customer_id: int, cause: EventMetadata) -> None:
        work, index = self._join(tx), self._index_of(tx)
        # Locked first: whoever has read the orders before they are erased writes the index before this does.
        await index.lock(wait=True)
        waiting = await work.orders.erase(customer_id)
        await work.returns.erase(customer_id)
        await self._index_orders(tx, index, await index.find_by_customers([customer_id]))
        for order_id in waiting:
            order = await work.orders.lock(order_id)
            if order is not None:
                order.record(Updated, tx.now, cause, fields=("erasure",))
                work.orders.save_money(order)
                publish_events(tx, order)
