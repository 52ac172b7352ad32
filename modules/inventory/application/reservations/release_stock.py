"""Release all or some units of an order."""

from collections.abc import Mapping

from modules.inventory.application.reservations.backorder_allocation import allocate_backorders
from modules.inventory.domain.ledger import MovementContext
from modules.inventory.domain.reservation_release import release
from modules.inventory.ports.unit_of_work import Join
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


class ReleaseStock:
    """Releases backordered units first. Released units stay released."""

    def __init__(self, join: Join) -> None:
        self._join = join

    async def __call__(
        self, tx: Transaction, order_id: int, metadata: EventMetadata, units: Mapping[int, int] | None = None
    ) -> None:
        work = self._join(tx)
        skus = await work.reservations.list_skus(order_id)
        if not skus:
            return
        stocks = (await work.stock_levels.lock(skus)).stocks
        order = await work.reservations.lock_order(order_id)
        context = MovementContext(tx.now, metadata.actor, metadata.request_id)
        given, entries = release(order, units, stocks, context=context, metadata=metadata)
        if not given:
            return
        work.reservations.save([order])
        backorder_entries, filled, _ = await allocate_backorders(work, stocks, context, metadata=metadata)
        work.reservations.save(filled)
        work.stock_levels.save(stocks.values(), [*entries, *backorder_entries])
