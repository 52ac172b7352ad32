"""Book the units of a customer return."""

from collections.abc import Collection, Sequence

from modules.inventory.application.reservations.backorder_allocation import allocate_backorders
from modules.inventory.domain.errors import unknown_location
from modules.inventory.domain.ledger import RETURNED, MovementContext
from modules.inventory.ports.unit_of_work import Join
from modules.inventory.public import ReturnedUnits, StockReturned
from shared.kernel.errors import Invalid
from shared.kernel.events import EventMetadata
from shared.kernel.transaction import Transaction


class ReturnStock:
    """Restocked units go to backorders first. Raises Invalid with every unknown location."""

    def __init__(self, join: Join) -> None:
        self._join = join

    async def __call__(
        self, tx: Transaction, order_id: int, units: Sequence[ReturnedUnits], metadata: EventMetadata
    ) -> None:
        work = self._join(tx)
        _check(units, await work.locations.lock_active({each.location_code for each in units}))
        lines = await work.reservations.list_skus_by_line(order_id, {each.line_id for each in units})
        restockable = [each for each in units if each.line_id in lines and each.disposition != "discard"]
        if not restockable:
            return
        await work.stock_levels.create_missing((each.sku, each.location_code) for each in restockable)
        stocks = (await work.stock_levels.lock({each.sku for each in restockable})).stocks
        entries = [
            stocks[each.sku]
            .levels[each.location_code]
            .book(
                RETURNED,
                MovementContext(
                    now=tx.now, actor=metadata.actor, request_id=metadata.request_id, reason=each.disposition
                ),
                on_hand=each.quantity,
                unavailable=0 if each.disposition == "restock" else each.quantity,
                order_id=order_id,
            )
            for each in restockable
        ]
        backorder_entries, filled, _ = await allocate_backorders(
            work, stocks, MovementContext(tx.now, metadata.actor, metadata.request_id), metadata=metadata
        )
        announced = dict(await work.announced_availability.lock(set(stocks)))
        for each in restockable:
            level = stocks[each.sku].levels[each.location_code]
            event = StockReturned(
                sku=each.sku,
                location_code=each.location_code,
                order_id=order_id,
                disposition=each.disposition,
                quantity=each.quantity,
                on_hand=level.on_hand,
                available=level.available,
            )
            announced[each.sku] = announced[each.sku].record(event, metadata)
        work.stock_levels.save(stocks.values(), [*entries, *backorder_entries])
        work.reservations.save(filled)
        work.announced_availability.save(announced.values())


def _check(units: Sequence[ReturnedUnits], known: Collection[str]) -> None:
    errors = [
        unknown_location(f"/items/{number}/location_code")
        for number, each in enumerate(units)
        if each.location_code not in known
    ]
    if errors:
        raise Invalid(errors)
