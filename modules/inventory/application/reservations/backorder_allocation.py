"""Allocation of available stock to backorders."""

from modules.inventory.domain.ledger import LedgerEntry, MovementContext
from modules.inventory.domain.order_reservations import OrderReservations
from modules.inventory.domain.reservation_release import Stocks, fill_backorders
from modules.inventory.ports.unit_of_work import UnitOfWork
from shared.kernel.events import EventMetadata


async def allocate_backorders(
    work: UnitOfWork, stocks: Stocks, context: MovementContext, metadata: EventMetadata
) -> tuple[list[LedgerEntry], list[OrderReservations], int]:
    """Allocate these stocks to backorders of confirmed orders, the earliest confirmed first.

    Returns the ledger entries and the changed orders, which the caller saves, and the number of allocated
    units. Runs no statement if nothing is backordered.
    """
    free = {sku: stock.available for sku, stock in stocks.items() if stock.waiting > 0}
    free = {sku: units for sku, units in free.items() if units > 0}
    if not free:
        return [], [], 0
    orders = await work.reservations.lock_waiting(free)
    plain = MovementContext(context.now, context.actor, context.request_id)
    filled, entries = fill_backorders(orders, {sku: stocks[sku] for sku in free}, plain, metadata=metadata)
    changed = [order for order in orders if order.order_id in filled]
    return entries, changed, sum(units for given in filled.values() for _, units, _ in given)
