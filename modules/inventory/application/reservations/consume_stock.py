"""Consume the units of an order that are shipped."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from modules.inventory.domain.ledger import LedgerEntry, MovementContext
from modules.inventory.domain.order_reservations import MovedUnits, OrderReservations
from modules.inventory.domain.reservation_release import Stocks
from modules.inventory.domain.stock_consumption import consume, consume_lines
from modules.inventory.ports.unit_of_work import Join, UnitOfWork
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True)
class _Locked:
    """The order's reservations and the stock of its lines, locked for the change."""

    work: UnitOfWork
    order: OrderReservations
    stocks: Stocks
    context: MovementContext

    def save(self, moved: Sequence[MovedUnits], entries: Sequence[LedgerEntry]) -> None:
        if moved:
            self.work.reservations.save([self.order])
            self.work.stock_levels.save(self.stocks.values(), entries)


class ConsumeStock:
    """Consumes units of several lines, all or nothing. Raises Conflict `not_reserved_here`."""

    def __init__(self, join: Join) -> None:
        self._join = join

    async def __call__(
        self, tx: Transaction, order_id: int, location_code: str, units: Mapping[int, int], metadata: EventMetadata
    ) -> None:
        locked = await self._lock(tx, order_id, units, metadata)
        if locked is not None:
            locked.save(
                *consume(
                    locked.order, location_code, units, stocks=locked.stocks, context=locked.context, metadata=metadata
                )
            )

    async def lines(self, tx: Transaction, order_id: int, line_ids: Collection[int], metadata: EventMetadata) -> None:
        """Consume all committed units of these lines, at all locations."""
        locked = await self._lock(tx, order_id, line_ids, metadata)
        if locked is not None:
            locked.save(
                *consume_lines(locked.order, line_ids, locked.stocks, context=locked.context, metadata=metadata)
            )

    async def _lock(
        self, tx: Transaction, order_id: int, line_ids: Collection[int], metadata: EventMetadata
    ) -> _Locked | None:
        """None if the lines have no reservations."""
        work = self._join(tx)
        skus = await work.reservations.list_skus_by_line(order_id, line_ids)
        if not skus:
            return None
        stocks = (await work.stock_levels.lock(set(skus.values()))).stocks
        order = await work.reservations.lock_order(order_id)
        return _Locked(work, order, stocks, MovementContext(tx.now, metadata.actor, metadata.request_id))
