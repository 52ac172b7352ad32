"""Payment disputes (chargebacks): the order is held until staff release it."""

from datetime import datetime

from modules.orders.domain.order.events import PaymentDisputed
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.domain.order.status import OrderStatus
from shared.kernel.events import EventMetadata

DISPUTE = "dispute"
"""Hold reason: the buyer disputes the payment at the bank."""

_DISPUTES_OVER = frozenset({"won", "lost", "warning_closed"})


def record_dispute(
    order: Order, payment: Payment, dispute_status: str, *, now: datetime, metadata: EventMetadata
) -> None:
    """Record the dispute's status and put a confirmed order on hold while the dispute is open."""
    payment.dispute(dispute_status, now)
    order.change(now)
    order.record(
        PaymentDisputed,
        now,
        metadata,
        payment_id=payment.id,
        amount_cents=payment.amount_cents,
        dispute_status=dispute_status,
    )
    if dispute_status not in _DISPUTES_OVER and order.status is OrderStatus.CONFIRMED and order.hold is None:
        order.put_on_hold(DISPUTE, now, metadata)
