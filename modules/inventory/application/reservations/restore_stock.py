"""Undo the consumption of an order's units."""

from collections.abc import Mapping

from modules.inventory.domain.ledger import MovementContext
from modules.inventory.domain.stock_consumption import restore
from modules.inventory.ports.unit_of_work import Join
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


class RestoreStock:
    """Commits the units again, so availability does not change; also at a location that was closed meanwhile.

    Raises NotConsumed.
    """

    def __init__(self, join: Join) -> None:
        self._join = join

    async def __call__(
        self, tx: Transaction, order_id: int, location_code: str, units: Mapping[int, int], metadata: EventMetadata
    ) -> None:
        work = self._join(tx)
        lines = await work.reservations.list_skus_by_line(order_id, units)
        if not lines:
            return
        stocks = (await work.stock_levels.lock(set(lines.values()))).stocks
        order = await work.reservations.lock_order(order_id)
        context = MovementContext(tx.now, metadata.actor, metadata.request_id)
        _, entries = restore(order, location_code, units, stocks=stocks, context=context, metadata=metadata)
        work.reservations.save([order])
        work.stock_levels.save(stocks.values(), entries)
