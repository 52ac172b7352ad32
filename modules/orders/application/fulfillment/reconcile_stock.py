"""Checks that compare orders with the reservations in stock."""

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
        unheard = await self._integrity.missing_stock_events(snapshot)
        there = await self._stock.list_set_aside(snapshot)
        compared = (
            (id_, here.get(id_, _NOTHING), there.get(id_, _NOTHING)) for id_ in sorted(here.keys() | there.keys())
        )
        return [
            Violation(f"order:{id_}", f"counts {_described(counted)}, the stock {_described(reserved)}")
            for id_, counted, reserved in compared
            if counted != reserved and id_ not in overdue and not (id_ in unheard and sum(counted) == sum(reserved))
        ]


class ReconcilePaymentHolds:
    """Reservations are kept past their expiry only while the outcome of a payment is open."""

    def __init__(self, integrity: IntegrityQueries, stock: Stock) -> None:
        self._integrity = integrity
        self._stock = stock

    async def __call__(self, snapshot: Transaction) -> Sequence[Violation]:
        awaited = await self._integrity.awaiting_money(snapshot)
        kept = await self._stock.list_kept_until_settled(snapshot)
        return [
            Violation(f"order:{id_}", "keeps its stock for good, and no payment of it is under way")
            for id_ in sorted(set(kept) - set(awaited))
        ]


class ReconcileShortfallHolds:
    """An order is on hold for a shortfall only while units are missing."""

    def __init__(self, integrity: IntegrityQueries, stock: Stock) -> None:
        self._integrity = integrity
        self._stock = stock

    async def __call__(self, snapshot: Transaction) -> Sequence[Violation]:
        held = set(await self._integrity.held_for_shortfall(snapshot))
        if not held:
            return []
        held -= {*await self._stock.list_short(snapshot), *await self._integrity.missing_stock_events(snapshot)}
        return [Violation(f"order:{id_}", "is on hold for a shortfall that has been filled") for id_ in sorted(held)]


def _described(units: tuple[int, int]) -> str:
    return f"{units[0]} units set aside and {units[1]} waited for"
