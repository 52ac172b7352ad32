"""Jobs that retry open provider requests and announce expiring authorizations."""

from datetime import timedelta
from uuid import uuid4

from modules.orders.application.settlement.settle_orders import SettleOrders
from modules.orders.domain.order.payment_states import PaymentState
from modules.orders.domain.payments import payment_results
from modules.orders.ports.unit_of_work import Begin
from shared.kernel.events import EventMetadata

BATCH = 100
NOTICE_PERIOD = timedelta(hours=48)


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


class NotifyAuthorizationExpiry:
    """Publishes once for each payment that its authorization expires soon."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self) -> None:
        async with self._begin() as work:
            orders = await work.orders.list_expiring_authorizations(NOTICE_PERIOD, BATCH)
        metadata = EventMetadata(actor="system", request_id=f"lapse-{uuid4()}")
        for order_id in orders:
            await self._notify(order_id, metadata)

    async def _notify(self, order_id: int, metadata: EventMetadata) -> None:
        async with self._begin() as work:
            order = await work.orders.lock(order_id, wait=False)
            if order is None:
                return
            for payment in order.payments:
                if payment.status is PaymentState.AUTHORIZED and not payment.lapse_notified:
                    payment_results.record_expiry_notice(order, payment, work.tx.now, metadata)
            work.orders.save_money(order)
            await work.commit()
