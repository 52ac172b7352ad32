"""Consume the units of an order that are shipped."""

from collections.abc import Callable, Collection, Mapping
from functools import partial

from modules.inventory.domain.ledger import LedgerEntry, MovementContext
from modules.inventory.domain.order_reservations import MovedUnits
from modules.inventory.domain.stock_consumption import consume, consume_lines
from modules.inventory.ports.unit_of_work import Join
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


class ConsumeStock:
    """Consumes units of several lines, all or nothing. Raises Conflict `not_reserved_here`."""

    def __init__(self, join: Join) -> None:
        self._join = join

    async def __call__(
        self, tx: Transaction, order_id: int, location_code: str, units: Mapping[int, int], metadata: EventMetadata
    ) -> None:
        await self._change(tx, order_id, units, metadata, partial(consume, code=location_code, units=units))

    async def lines(self, tx: Transaction, order_id: int, line_ids: Collection[int], metadata: EventMetadata) -> None:
        """Consume all committed units of these lines, at all locations."""
        await self._change(tx, order_id, line_ids, metadata, partial(consume_lines, line_ids=line_ids))

    async def _change(
        self,
        tx: Transaction,
        order_id: int,
        line_ids: Collection[int],
        metadata: EventMetadata,
        change: Callable[..., tuple[list[MovedUnits], list[LedgerEntry]]],
    ) -> None:
        work = self._join(tx)
        skus = await work.reservations.list_skus_by_line(order_id, line_ids)
        if not skus:
            return
        stocks = (await work.stock_levels.lock(set(skus.values()))).stocks
        order = await work.reservations.lock_order(order_id)
        context = MovementContext(tx.now, metadata.actor, metadata.request_id)
        given, entries = change(order, stocks=stocks, context=context, metadata=metadata)
        if not given:
            return
        work.reservations.save([order])
        work.stock_levels.save(stocks.values(), entries)
