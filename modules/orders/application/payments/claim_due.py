"""Claim due provider requests under a lease, so that only one process sends each."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from modules.orders.application.publish_events import publish_events
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payment import Payment
from modules.orders.domain.order.payment_states import Action, PaymentState
from modules.orders.domain.order.refund import Refund
from modules.orders.domain.order.status import TERMINAL_STATUSES
from modules.orders.domain.payments import payment_results
from modules.orders.ports.unit_of_work import UnitOfWorkFactory
from shared.kernel.events import EventMetadata

LEASE = timedelta(seconds=30)
"""Longer than a provider request takes; until then no other process sends the same request."""

IDEMPOTENCY_KEY_LIFETIME = timedelta(hours=23)
"""Providers store idempotency keys for about a day; a later repeat could be executed again."""


@dataclass(frozen=True, slots=True)
class PaymentDue:
    """`payment` at the time of the claim; `action` is the request to send."""

    payment: Payment = field(repr=False)
    action: Action


@dataclass(frozen=True, slots=True)
class RefundDue:
    """`provider_payment_id`: the provider's id of the refunded payment.

    `key_expired`: the idempotency key may have expired, so the request must not be repeated.
    """

    refund: Refund
    provider_payment_id: str
    key_expired: bool = False


Due = PaymentDue | RefundDue


class ClaimDue:
    """Claims one task at a time. The claim is committed before the request is sent."""

    def __init__(self, begin: UnitOfWorkFactory) -> None:
        self._begin = begin

    async def __call__(self, order_id: int, cause: EventMetadata) -> Due | None:
        """None if nothing is due for the order now, or another process has claimed it."""
        async with self._begin(None) as work:
            order = await work.orders.lock(order_id)
            if order is None:
                return None
            now = work.tx.now
            due = _claimed_payment(order, now) or _claimed_refund(order, now)
            if due is not None:
                work.orders.save_money(order)
                publish_events(work.tx, order)
                await work.commit()
        return due


def _claimed_payment(order: Order, now: datetime) -> PaymentDue | None:
    for payment in order.payments:
        # A pending lookup goes first: the buyer may have approved in time.
        if (
            payment.status is PaymentState.REQUIRES_ACTION
            and payment.action is not Action.LOOK_UP
            and _approval_expired(order, payment, now)
        ):
            payment_results.void(order, payment, now)
        action = payment.action
        if action is None or payment.next_try_at is None or payment.next_try_at > now:
            continue
        if payment.status is PaymentState.CREATED:
            payment.transition_to(PaymentState.AUTHORIZING, now)
            order.recompute_payment_status()
            order.change(now)
        if action is Action.AUTHORIZE and now - payment.created_at > IDEMPOTENCY_KEY_LIFETIME:
            action = Action.LOOK_UP
        payment.attempts += 1
        payment.schedule_retry(now + LEASE, now)
        return PaymentDue(replace(payment), action)
    return None


def _claimed_refund(order: Order, now: datetime) -> RefundDue | None:
    for refund in order.refunds:
        if refund.next_try_at is None or refund.next_try_at > now:
            continue
        provider_id = order.payment(refund.payment_id).provider_id
        if provider_id is None:
            continue
        refund.attempts += 1
        refund.schedule_retry(now + LEASE, now)
        key_expired = refund.provider_id is None and now - refund.created_at > IDEMPOTENCY_KEY_LIFETIME
        return RefundDue(replace(refund), provider_id, key_expired)
    return None


def _approval_expired(order: Order, payment: Payment, now: datetime) -> bool:
    """Whether the time to approve the payment or to pay the order is over, or nothing is left to pay."""
    times = [order.payment_due_at, payment.next_action.expires_at if payment.next_action else None]
    return (
        order.status in TERMINAL_STATUSES or not order.is_payable or any(at is not None and at <= now for at in times)
    )
