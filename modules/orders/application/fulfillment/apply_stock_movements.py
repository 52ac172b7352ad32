"""What becomes of an order's units after it was placed, as inventory tells it."""

from modules.orders.application.fulfillment.fulfill_digital import fulfill_digital
from modules.orders.application.publish_events import publish_events
from modules.orders.domain.fulfillment.stock_movements import apply_stock_movements, is_held_for_shortfall
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.unit_of_work import UnitOfWorkJoin
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


class ApplyStockMovements:
    """A message only says that something moved; where the units are is asked of the stock itself.

    So messages may come late, twice or in any order: after the last of them the order counts
    what the stock keeps. Works in the transaction that marks the message done.
    """

    def __init__(self, join: UnitOfWorkJoin, stock: Stock) -> None:
        self._join = join
        self._stock = stock

    async def __call__(self, tx: Transaction, order_id: int, cause: EventMetadata, *, shortfall: bool) -> None:
        """`shortfall`: units set aside for the order turned out not to exist."""
        work = self._join(tx)
        # The lock comes first: whoever waited for it then reads what the stock kept no earlier than that.
        order = await work.orders.lock(order_id)
        if order is None:
            return
        allocations = await self._stock.allocations(tx, order_id)
        is_short = (shortfall or is_held_for_shortfall(order)) and bool(await self._stock.list_short(tx, order_id))
        apply_stock_movements(order, allocations, tx.now, cause, shortfall=shortfall, is_short=is_short)
        await fulfill_digital(tx, self._stock, order, cause)
        if order.events:
            work.orders.save(order)
            publish_events(tx, order)
