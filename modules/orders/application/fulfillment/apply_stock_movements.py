"""Apply changes of reservations in inventory to the order's lines."""

from modules.orders.application.fulfillment.fulfill_digital import fulfill_digital
from modules.orders.domain.fulfillment.stock_movements import apply_stock_movements, is_held_for_shortfall
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.unit_of_work import Join
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


class ApplyStockMovements:
    """Messages only signal a change; the allocations are read from the stock itself.

    So messages may arrive late, repeatedly or in any order: after the last one the order matches the stock.
    Runs in the transaction that acknowledges the message.
    """

    def __init__(self, join: Join, stock: Stock) -> None:
        self._join = join
        self._stock = stock

    async def __call__(self, tx: Transaction, order_id: int, metadata: EventMetadata, *, shortfall: bool) -> None:
        """`shortfall`: units reserved for the order turned out to be missing."""
        work = self._join(tx)
        # Lock before reading the allocations, so that they are not older than the lock.
        order = await work.orders.lock(order_id)
        if order is None:
            return
        allocations = await self._stock.allocations(tx, order_id)
        is_short = (shortfall or is_held_for_shortfall(order)) and bool(await self._stock.list_shortages(tx, order_id))
        apply_stock_movements(order, allocations, now=tx.now, metadata=metadata, shortfall=shortfall, is_short=is_short)
        await fulfill_digital(tx, self._stock, order, metadata=metadata)
        if order.events:
            work.orders.save(order)
