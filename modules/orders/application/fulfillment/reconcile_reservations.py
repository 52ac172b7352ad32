"""Compare the reserved units of orders with those in stock."""

from collections.abc import Sequence

from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.integrity import IntegrityQueries
from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction

_NOTHING = (0, 0)


class ReconcileReservations:
    """Compares the reserved units of orders and stock.

    Overdue orders are skipped, because their reservations may or may not have expired yet. Units may differ
    between reserved and backordered until the order has processed the stock's events.
    """

    def __init__(self, integrity: IntegrityQueries, stock: Stock) -> None:
        self._integrity = integrity
        self._stock = stock

    async def __call__(self, snapshot: Transaction) -> Sequence[Violation]:
        here = await self._integrity.reserved_units(snapshot)
        overdue = await self._integrity.overdue(snapshot)
        missing_events = await self._integrity.missing_stock_events(snapshot)
        there = await self._stock.list_set_aside(snapshot)
        compared = (
            (id_, here.get(id_, _NOTHING), there.get(id_, _NOTHING)) for id_ in sorted(here.keys() | there.keys())
        )
        return [
            Violation(f"order:{id_}", f"counts {_described(counted)}, the stock {_described(reserved)}")
            for id_, counted, reserved in compared
            if counted != reserved
            and id_ not in overdue
            and not (id_ in missing_events and sum(counted) == sum(reserved))
        ]


def _described(units: tuple[int, int]) -> str:
    return f"{units[0]} units set aside and {units[1]} waited for"
