"""Check that reservations are kept only while a payment is open."""

from collections.abc import Sequence

from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.integrity import IntegrityQueries
from shared.kernel.module import Violation
from shared.kernel.transaction import Transaction


class ReconcilePaymentHolds:
    """Reservations are kept past their expiry only while the outcome of a payment is open."""

    def __init__(self, integrity: IntegrityQueries, stock: Stock) -> None:
        self._integrity = integrity
        self._stock = stock

    async def __call__(self, snapshot: Transaction) -> Sequence[Violation]:
        awaited = await self._integrity.awaiting_money(snapshot)
        suspended = await self._stock.list_suspended_expiry(snapshot)
        return [
            Violation(f"order:{id_}", "its reservation never expires, and it has no payment in progress")
            for id_ in sorted(set(suspended) - set(awaited))
        ]
