"""Apply payment results to an order. Callers check `Payment.can_become` first: late results change nothing."""

from datetime import datetime, timedelta

from modules.orders.domain.order.errors import payment_exceeds_outstanding, payment_in_progress
from modules.orders.domain.order.events import (
    PaymentAuthorized,
    PaymentCaptured,
    PaymentCreated,
    PaymentDeclined,
    PaymentEvent,
    PaymentExpiring,
    PaymentFailed,
    PaymentLate,
    PaymentReported,
    PaymentRequiresAction,
    PaymentUnknown,
    PaymentVoided,
)
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Decline, NextAction, Payment
from modules.orders.domain.order.payments.payment_states import Action, PaymentState
from modules.orders.domain.order.status import (
    PAYABLE_STATUSES,
    TERMINAL_STATUSES,
    OrderStatus,
    Transition,
    invalid_transition,
)
from shared.kernel.errors import Conflict
from shared.kernel.events import EventMetadata


def start(order: Order, payment: Payment, now: datetime, metadata: EventMetadata) -> None:
    """Add a payment attempt for the outstanding amount, or a manual one for a part of it.

    An invoiced order stays invoiced, however it is paid. Raises Conflict: `invalid_transition` if nothing is payable,
    `payment_in_progress` while another payment is open, `payment_exceeds_outstanding`.
    """
    if (awaited := order.payment_in_progress) is not None:
        raise payment_in_progress(awaited.seconds_until_update(now))
    if order.status not in PAYABLE_STATUSES or not order.is_payable:
        detail = f"The order is {order.status} and nothing is outstanding."
        if order.status in PAYABLE_STATUSES and order.outstanding_cents:
            detail = "The outstanding amount is already authorized: capture that payment instead."
        raise invalid_transition(order.status, Transition.CONFIRM, held=order.hold is not None, detail=detail)
    if payment.amount_cents > order.payable_cents:
        raise payment_exceeds_outstanding(order.payable_cents)
    adopt(order, payment, now=now, metadata=metadata)


def adopt(order: Order, payment: Payment, *, now: datetime, metadata: EventMetadata) -> None:
    """Add a payment that the provider knows already, whatever the order's state."""
    order.add_payment(payment)
    order.pay_by(payment.method)
    order.recompute_payment_status()
    order.change(now)
    _record(order, PaymentCreated, payment, now, metadata)


def record_manual_payment(order: Order, payment: Payment, now: datetime, metadata: EventMetadata) -> None:
    """Record money that has been received; confirm a pending order once it is fully paid.

    A partly paid order has no payment deadline: it must not expire while it holds money.
    """
    order.add_paid(payment.captured_cents)
    order.lift_payment_deadline()
    _record_change(order, PaymentCaptured, payment, now, metadata)
    if order.status is OrderStatus.PENDING_PAYMENT and not order.outstanding_cents:
        order.confirm(now, metadata)


def void_manual_payment(order: Order, payment: Payment, *, now: datetime, metadata: EventMetadata) -> None:
    """Void a manual payment recorded in error; its amount is outstanding again.

    An order confirmed by it stays confirmed and cannot be shipped until it is paid. Raises Conflict
    `invalid_transition` for a card payment, and if some of it has been refunded.
    """
    given_back = any(refund.counts and refund.payment_id == payment.id for refund in order.refunds)
    if payment.method == "card" or payment.status is not PaymentState.CAPTURED or given_back:
        detail = "Only a manual payment without refunds can be voided."
        if payment.method == "card":
            detail = "The provider has captured this payment: refund it instead."
        raise Conflict("invalid_transition", detail, **{"from": payment.status.value, "allowed": []})
    order.add_paid(-payment.captured_cents)
    payment.void_manual(now)
    _record_change(order, PaymentVoided, payment, now, metadata)


def record_authorization(
    order: Order, payment: Payment, expires_at: datetime, *, now: datetime, metadata: EventMetadata
) -> None:
    """Confirm a pending order; void the authorization of a cancelled or expired one."""
    payment.authorize(expires_at, now)
    _record_change(order, PaymentAuthorized, payment, now, metadata)
    if order.status is OrderStatus.PENDING_PAYMENT:
        order.confirm(now, metadata)
    elif order.status in TERMINAL_STATUSES:
        _record(order, PaymentLate, payment, now, metadata)
        void(order, payment, now)
    elif any(line.shipped for line in order.lines):
        # No first shipment will follow that would capture it.
        capture(order, payment, now)


def record_capture(order: Order, payment: Payment, cents: int, *, now: datetime, metadata: EventMetadata) -> None:
    """Confirm a pending order. Money captured for a cancelled or expired one is to be refunded (`is_late`)."""
    payment.capture(cents, now)
    order.add_paid(cents)
    _record_change(order, PaymentCaptured, payment, now, metadata)
    if order.status is OrderStatus.PENDING_PAYMENT:
        order.confirm(now, metadata)
    elif order.status in TERMINAL_STATUSES:
        _record(order, PaymentLate, payment, now, metadata)


def is_late(order: Order) -> bool:
    """Whether a cancelled or expired order holds money."""
    return order.paid_cents > 0 and order.status in TERMINAL_STATUSES


def record_action_required(
    order: Order, payment: Payment, action: NextAction, *, now: datetime, metadata: EventMetadata
) -> None:
    """The buyer must approve the payment until `action.expires_at`. Voided if the order is cancelled or expired."""
    payment.await_buyer(action, now)
    _record_change(order, PaymentRequiresAction, payment, now, metadata)
    if order.status in TERMINAL_STATUSES:
        void(order, payment, now)


def is_awaiting_buyer(payment: Payment) -> bool:
    """Whether the approval can be cancelled at the provider for another payment, or is being cancelled."""
    if payment.status is PaymentState.UNKNOWN and payment.action is not Action.VOID:
        return False
    return payment.is_in_progress and payment.status in (
        PaymentState.REQUIRES_ACTION,
        PaymentState.VOIDING,
        PaymentState.UNKNOWN,
    )


def cancel_approval(order: Order, payment: Payment, now: datetime) -> None:
    """Request the void of a payment that awaits approval; no effect if that is already requested.

    The provider's result decides: `voided`, or captured because the buyer approved first.
    """
    if payment.status is PaymentState.REQUIRES_ACTION:
        void(order, payment, now)
        order.change(now)


def restart_payment_window(order: Order, within: timedelta, now: datetime) -> bool:
    """Set a new payment deadline for a pending order whose part payments have all been refunded."""
    if order.payment_due_at is not None:
        return False
    order.extend_payment_deadline(now + within)
    return order.payment_due_at is not None


def record_decline(
    order: Order,
    payment: Payment,
    state: Decline,
    *,
    code: str | None,
    within: timedelta,
    now: datetime,
    metadata: EventMetadata,
) -> None:
    """`declined` by the bank or `failed` at the provider: the order gets a new deadline for another attempt."""
    payment.decline(state, code, now)
    order.extend_payment_deadline(now + within)
    order.recompute_payment_status()
    order.change(now)
    event = PaymentDeclined if state is PaymentState.DECLINED else PaymentFailed
    order.record(event, now, metadata, payment_id=payment.id, amount_cents=payment.amount_cents, decline_code=code)


def record_void(order: Order, payment: Payment, within: timedelta, *, now: datetime, metadata: EventMetadata) -> None:
    """The payment yields no money. An order that is not overdue gets a new deadline for another attempt."""
    payment.transition_to(PaymentState.VOIDED, now)
    if order.payment_due_at is not None and order.payment_due_at > now:
        order.extend_payment_deadline(now + within)
    _record_change(order, PaymentVoided, payment, now, metadata)


def record_unknown(
    order: Order, payment: Payment, again_at: datetime, *, now: datetime, metadata: EventMetadata
) -> None:
    """The outcome is unknown: the request is repeated with the same key. No effect if nothing is due."""
    if payment.action is None:
        return
    if payment.can_become(PaymentState.UNKNOWN):
        payment.transition_to(PaymentState.UNKNOWN, now)
        _record_change(order, PaymentUnknown, payment, now, metadata)
    payment.schedule_retry(again_at, now)


def void(order: Order, payment: Payment, now: datetime) -> None:
    """End a payment that was never requested; otherwise request its void at the provider."""
    payment.void(now)
    order.recompute_payment_status()


def capture(order: Order, payment: Payment, now: datetime) -> None:
    """Request the capture of the outstanding amount. Raises Conflict `invalid_transition`."""
    payment.begin_capture(order.outstanding_cents, now)
    order.recompute_payment_status()
    order.change(now)


def record_provider_event(order: Order, payment: Payment, now: datetime, metadata: EventMetadata) -> None:
    """Schedule a look-up of the payment after a provider webhook."""
    payment.request_action(payment.action or Action.LOOK_UP, now)
    _record(order, PaymentReported, payment, now, metadata)


def record_expiry_notice(order: Order, payment: Payment, *, now: datetime, metadata: EventMetadata) -> None:
    """Record once that the authorization expires soon."""
    payment.mark_expiry_notified(now)
    order.change(now)
    _record(order, PaymentExpiring, payment, now, metadata)


def _record_change(
    order: Order, event: type[PaymentEvent], payment: Payment, now: datetime, metadata: EventMetadata
) -> None:
    order.recompute_payment_status()
    order.change(now)
    _record(order, event, payment, now, metadata)


def _record(order: Order, event: type[PaymentEvent], payment: Payment, now: datetime, metadata: EventMetadata) -> None:
    order.record(event, now, metadata, payment_id=payment.id, amount_cents=payment.amount_cents)
