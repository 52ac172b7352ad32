"""Move an order's committed units to another location."""

from modules.inventory.application.reservations.backorder_allocation import allocate_backorders
from modules.inventory.application.reservations.reservation_expiry import expire_overdue_holds
from modules.inventory.domain.errors import insufficient_stock, not_reserved_here, unknown_location
from modules.inventory.domain.ledger import LedgerEntry, MovementContext
from modules.inventory.domain.reservation_release import Stocks
from modules.inventory.domain.stock_consumption import committed_at, reallocate
from modules.inventory.ports.unit_of_work import Join, UnitOfWork
from shared.kernel.errors import FieldError, Invalid
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


class ReallocateStock:
    """Raises Conflict `not_reserved_here`, `insufficient_stock`; Invalid for an inactive or the same location."""

    def __init__(self, join: Join) -> None:
        self._join = join

    async def __call__(
        self,
        tx: Transaction,
        order_id: int,
        line_id: int,
        quantity: int,
        source: str,
        target: str,
        metadata: EventMetadata,
    ) -> None:
        work = self._join(tx)
        await _check(work, source, target)
        sku = (await work.reservations.list_skus_by_line(order_id, [line_id])).get(line_id)
        if sku is None:
            raise not_reserved_here(())
        await work.stock_levels.create_missing([(sku, target)])
        stocks = (await work.stock_levels.lock([sku])).stocks
        order = await work.reservations.lock_order(order_id)
        chosen = committed_at(order, source, {line_id: quantity})
        entries = await _ensure_available(work, stocks, (sku, target), quantity, metadata)
        context = MovementContext(tx.now, metadata.actor, metadata.request_id)
        _, moved = reallocate(order, chosen, source, target=target, stocks=stocks, context=context, metadata=metadata)
        work.reservations.save([order])
        backorder_entries, filled, _ = await allocate_backorders(work, stocks, context, metadata=metadata)
        work.reservations.save(filled)
        work.stock_levels.save(stocks.values(), [*entries, *moved, *backorder_entries])


async def _check(work: UnitOfWork, source: str, target: str) -> None:
    if target not in await work.locations.lock_active([target]):
        raise Invalid([unknown_location("/to")])
    if source == target:
        raise Invalid([FieldError("/to", "same_location", "The target must be another location.")])


async def _ensure_available(
    work: UnitOfWork, stocks: Stocks, place: tuple[str, str], quantity: int, metadata: EventMetadata
) -> list[LedgerEntry]:
    """Check that the units are available at the level; expire overdue holds if necessary."""
    sku, code = place
    level, entries = stocks[sku].levels[code], list[LedgerEntry]()
    if level.available < quantity:
        entries = await expire_overdue_holds(work, stocks, metadata) or []
    if level.available < quantity:
        raise insufficient_stock([(sku, quantity, level.available)])
    return entries
