"""Erase a customer's personal data from orders; amounts and quantities stay."""

from modules.orders.application.search.index_orders import IndexOrders
from modules.orders.domain.order.events import Updated
from modules.orders.ports.orders.order_search import SearchIndexFactory
from modules.orders.ports.promotions import Promotions
from modules.orders.ports.unit_of_work import Join
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


class EraseCustomer:
    """Runs in the transaction that acknowledges the message; idempotent.

    The shipping address of an order with goods to ship is kept until the order ends and erased in that
    transaction. The event about it calls this use case again, which erases texts written since.
    """

    def __init__(
        self, join: Join, promotions: Promotions, index_of: SearchIndexFactory, index_orders: IndexOrders
    ) -> None:
        self._join = join
        self._promotions = promotions
        self._index_of = index_of
        self._index_orders = index_orders

    async def __call__(self, tx: Transaction, customer_id: int, metadata: EventMetadata) -> None:
        work, index = self._join(tx), self._index_of(tx)
        # Lock the index first: a concurrent indexer that read the orders before the erasure then writes before this.
        await index.lock(wait=True)
        waiting = await work.orders.erase(customer_id)
        await self._promotions.erase_emails(tx, await work.orders.list_with_coupon(customer_id))
        await work.returns.erase(customer_id)
        await self._index_orders(tx, index, await index.find_by_customers([customer_id]))
        for order_id in waiting:
            order = await work.orders.lock(order_id)
            if order is not None:
                order.record(Updated, tx.now, metadata, fields=("erasure",))
                work.orders.save_money(order)
