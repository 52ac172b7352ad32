"""The requests of an order that are due at the payment provider, claimed one at a time."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.domain.order.payments.payment_states import Action, PaymentState
from modules.orders.domain.order.payments.refund import Refund
from modules.orders.domain.order.status import TERMINAL_STATUSES
from modules.orders.domain.settlement import payment_results

LEASE = timedelta(seconds=30)
"""Longer than a provider request takes; until then no other process sends the same request."""

IDEMPOTENCY_KEY_LIFETIME = timedelta(hours=23)
"""Providers store idempotency keys for about a day; a later repeat could be executed again."""


@dataclass(frozen=True, slots=True)
class PaymentDue:
    """`payment` at the time of the claim; `action` is the request to send."""

    payment: Payment = field(repr=False)
    action: Action

    @property
    def order_id(self) -> int:
        return self.payment.order_id

    @property
    def provider(self) -> str | None:
        return self.payment.provider

    def is_superseded(self, payment: Payment) -> bool:
        """Whether another action was requested since the claim; its schedule must not be delayed by the result."""
        return (payment.action, payment.next_attempt_at) != (self.payment.action, self.payment.next_attempt_at)


@dataclass(frozen=True, slots=True)
class RefundDue:
    """`provider` of the refunded payment, and its id there, `provider_payment_id`.

    `key_expired`: the idempotency key may have expired, so the request must not be repeated.
    """

    refund: Refund
    provider: str | None
    provider_payment_id: str
    key_expired: bool = False

    @property
    def order_id(self) -> int:
        return self.refund.order_id


Due = PaymentDue | RefundDue


def claim_due_request(order: Order, now: datetime) -> Due | None:
    """Claim a request that is due: until the lease ends, no other process sends it. None if nothing is due."""
    return _claimed_payment(order, now) or _claimed_refund(order, now)


def is_due_at_provider(order: Order, now: datetime) -> bool:
    """Whether a provider request for the order's payments or refunds is due."""
    due_at = [*(p.next_attempt_at for p in order.payments), *(r.next_attempt_at for r in order.refunds)]
    return any(at is not None and at <= now for at in due_at)


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
        if action is None or payment.next_attempt_at is None or payment.next_attempt_at > now:
            continue
        if payment.status is PaymentState.CREATED:
            payment.begin_authorization(now)
            order.recompute_payment_status()
            order.change(now)
        if action is Action.AUTHORIZE and now - payment.created_at > IDEMPOTENCY_KEY_LIFETIME:
            action = Action.LOOK_UP
        payment.count_attempt(now + LEASE, now)
        return PaymentDue(replace(payment), action)
    return None


def _claimed_refund(order: Order, now: datetime) -> RefundDue | None:
    for refund in order.refunds:
        if refund.next_attempt_at is None or refund.next_attempt_at > now:
            continue
        payment = order.payment(refund.payment_id)
        if payment.provider_id is None:
            continue
        refund.count_attempt(now + LEASE, now)
        key_expired = refund.provider_id is None and now - refund.created_at > IDEMPOTENCY_KEY_LIFETIME
        return RefundDue(replace(refund), payment.provider, payment.provider_id, key_expired)
    return None


def _approval_expired(order: Order, payment: Payment, now: datetime) -> bool:
    """Whether the time to approve the payment or to pay the order is over, or nothing is left to pay."""
    times = [order.payment_due_at, payment.next_action.expires_at if payment.next_action else None]
    return (
        order.status in TERMINAL_STATUSES or not order.is_payable or any(at is not None and at <= now for at in times)
    )
