"""Retry open provider requests."""

from uuid import uuid4

from modules.orders.application.settlement.settle_orders import SettleOrders
from modules.orders.ports.unit_of_work import Begin
from shared.kernel.events import EventMetadata

BATCH = 100


class ReconcilePayments:
    """Several processes may run it at once, because each request is claimed first."""

    def __init__(self, begin: Begin, settle: SettleOrders) -> None:
        self._begin = begin
        self._settle = settle

    async def __call__(self) -> int:
        """Returns the number of orders processed, at most `BATCH`."""
        async with self._begin() as work:
            orders = await work.orders.list_due_at_provider(BATCH)
        metadata = EventMetadata(actor="system", request_id=f"reconciliation-{uuid4()}")
        await self._settle(dict.fromkeys(orders, metadata))
        return len(orders)
