"""Announce authorizations that expire soon."""

from datetime import timedelta
from uuid import uuid4

from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.domain.settlement import payment_results
from modules.orders.ports.unit_of_work import Begin
from shared.kernel.events import EventMetadata

BATCH = 100
NOTICE_PERIOD = timedelta(hours=48)


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
                    payment_results.record_expiry_notice(order, payment, now=work.tx.now, metadata=metadata)
            work.orders.save_money(order)
            await work.commit()
