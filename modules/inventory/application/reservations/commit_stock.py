"""Commit the holds of a confirmed order."""

from modules.inventory.application.reservations.backorder_allocation import allocate_backorders
from modules.inventory.domain.ledger import MovementContext
from modules.inventory.ports.unit_of_work import Join
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


class CommitStock:
    """Allocates stock to the order's backorders if some has arrived. Raises HoldLost."""

    def __init__(self, join: Join) -> None:
        self._join = join

    async def __call__(self, tx: Transaction, order_id: int, metadata: EventMetadata) -> None:
        work = self._join(tx)
        waited = await work.reservations.list_skus(order_id, waiting=True)
        stocks = (await work.stock_levels.lock(waited)).stocks if waited else {}
        order = await work.reservations.lock_order(order_id)
        if not order.commit(tx.now, metadata):
            return
        work.reservations.save([order])
        context = MovementContext(tx.now, metadata.actor, metadata.request_id)
        entries, filled, _ = await allocate_backorders(work, stocks, context, metadata=metadata)
        work.stock_levels.save(stocks.values(), entries)
        work.reservations.save(filled)
