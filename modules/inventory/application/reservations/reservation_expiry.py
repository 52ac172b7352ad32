"""Expiry of overdue holds."""

from modules.inventory.application.reservations.backorder_allocation import allocate_backorders
from modules.inventory.domain.ledger import LedgerEntry, MovementContext
from modules.inventory.domain.reservation_release import Stocks, expire
from modules.inventory.ports.unit_of_work import UnitOfWork
from shared.kernel.events import EventMetadata


async def expire_overdue_holds(work: UnitOfWork, stocks: Stocks, metadata: EventMetadata) -> list[LedgerEntry] | None:
    """Expire overdue holds of these locked stocks, and allocate the released units to backorders.

    Saves the reservations. The caller saves the returned entries and the stocks. Returns None if nothing was
    overdue; the entries may be empty, because backordered units have none.
    """
    context = MovementContext(work.tx.now, metadata.actor, metadata.request_id)
    entries: list[LedgerEntry] = []
    orders = await work.reservations.lock_overdue(stocks, context.now)
    for order in orders:
        entries += expire(order, stocks, context, metadata=metadata)
    if not orders:
        return None
    work.reservations.save(orders)
    backorder_entries, filled, _ = await allocate_backorders(work, stocks, context, metadata=metadata)
    work.reservations.save(filled)
    return entries + backorder_entries
