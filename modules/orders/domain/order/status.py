"""The order's state machine and derived statuses."""

from collections.abc import Mapping
from enum import StrEnum

from shared.kernel.errors import Conflict


class OrderStatus(StrEnum):
    """The state of the order."""

    PENDING_PAYMENT = "pending_payment"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Transition(StrEnum):
    CONFIRM = "confirm"
    EXPIRE = "expire"
    CANCEL = "cancel"
    COMPLETE = "complete"
    HOLD = "hold"
    RELEASE = "release"
    UPDATE = "update"
    REOPEN = "reopen"


TRANSITIONS: Mapping[OrderStatus, Mapping[Transition, OrderStatus]] = {
    OrderStatus.PENDING_PAYMENT: {
        Transition.CONFIRM: OrderStatus.CONFIRMED,
        Transition.EXPIRE: OrderStatus.EXPIRED,
        Transition.CANCEL: OrderStatus.CANCELLED,
        Transition.UPDATE: OrderStatus.PENDING_PAYMENT,
    },
    OrderStatus.CONFIRMED: {
        Transition.CANCEL: OrderStatus.CANCELLED,
        Transition.COMPLETE: OrderStatus.COMPLETED,
        Transition.HOLD: OrderStatus.CONFIRMED,
        Transition.RELEASE: OrderStatus.CONFIRMED,
        Transition.UPDATE: OrderStatus.CONFIRMED,
    },
    OrderStatus.COMPLETED: {Transition.REOPEN: OrderStatus.CONFIRMED},
    OrderStatus.CANCELLED: {},
    OrderStatus.EXPIRED: {},
}

REQUESTABLE_TRANSITIONS = frozenset({Transition.CANCEL, Transition.HOLD, Transition.RELEASE})
"""Transitions that callers can request. The others follow from other events."""

OPEN_STATUSES = frozenset({OrderStatus.PENDING_PAYMENT, OrderStatus.CONFIRMED})
"""Orders in these statuses have reserved stock."""

PAYABLE_STATUSES = frozenset({OrderStatus.PENDING_PAYMENT, OrderStatus.CONFIRMED, OrderStatus.COMPLETED})
"""Orders in these statuses can have an outstanding amount."""

TERMINAL_STATUSES = frozenset({OrderStatus.CANCELLED, OrderStatus.EXPIRED})
"""Orders in these statuses never lead to a sale. Payments received for them are refunded."""


def next_status(status: OrderStatus, step: Transition, *, held: bool = False) -> OrderStatus:
    """Return the status after the transition. Raises Conflict `invalid_transition`.

    `held`: the order is on hold. Only a held order can be released, and it cannot be held again.
    """
    steps = TRANSITIONS[status]
    if step not in steps or step is (Transition.HOLD if held else Transition.RELEASE):
        raise invalid_transition(status, step, held=held)
    return steps[step]


def invalid_transition(
    status: OrderStatus,
    refused: Transition,
    *,
    held: bool = False,
    detail: str = "The order's current state does not allow this.",
) -> Conflict:
    """The error for a refused transition; `allowed` are the transitions that can be requested now."""
    out_of_place = {refused, Transition.HOLD if held else Transition.RELEASE}
    return Conflict(
        "invalid_transition",
        detail,
        **{
            "from": status.value,
            "allowed": sorted((TRANSITIONS[status].keys() & REQUESTABLE_TRANSITIONS) - out_of_place),
        },
    )


class PaymentStatus(StrEnum):
    """How much of the order is authorized, paid and refunded."""

    UNPAID = "unpaid"
    PENDING = "pending"
    REQUIRES_ACTION = "requires_action"
    AUTHORIZED = "authorized"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"


class FulfillmentStatus(StrEnum):
    """How much of the order has been shipped and delivered."""

    UNFULFILLED = "unfulfilled"
    PARTIALLY_FULFILLED = "partially_fulfilled"
    FULFILLED = "fulfilled"
    DELIVERED = "delivered"


class ReturnStatus(StrEnum):
    """How much of the order has been returned."""

    NONE = "none"
    REQUESTED = "requested"
    PARTIALLY_RETURNED = "partially_returned"
    RETURNED = "returned"


def payment_status(
    outstanding_cents: int,
    *,
    captured_cents: int,
    refunded_cents: int,
    authorized_cents: int = 0,
    in_progress: PaymentStatus | None = None,
    voided: bool = False,
    is_confirmed: bool = False,
) -> PaymentStatus:
    """Derive the payment status from the amounts. A confirmed order with nothing due is paid.

    `outstanding_cents`: 0 for cancelled and expired orders. `in_progress`: the status of a payment whose outcome is
    open, `pending` or `requires_action`. `voided`: an authorization was voided.
    """
    if captured_cents and not outstanding_cents:
        return _status_of_paid(captured_cents, refunded_cents)
    if in_progress is not None:
        return in_progress
    if authorized_cents:
        return PaymentStatus.AUTHORIZED
    if captured_cents > refunded_cents:
        return PaymentStatus.PARTIALLY_PAID
    if voided:
        return PaymentStatus.VOIDED
    return PaymentStatus.PAID if is_confirmed and not outstanding_cents else PaymentStatus.UNPAID


def _status_of_paid(captured_cents: int, refunded_cents: int) -> PaymentStatus:
    if not refunded_cents:
        return PaymentStatus.PAID
    return PaymentStatus.REFUNDED if refunded_cents >= captured_cents else PaymentStatus.PARTIALLY_REFUNDED


def fulfillment_status(wanted: int, shipped: int, delivered: int) -> FulfillmentStatus:
    """Computed from units; `wanted` are those ordered and not cancelled."""
    if not shipped:
        return FulfillmentStatus.UNFULFILLED
    if shipped < wanted:
        return FulfillmentStatus.PARTIALLY_FULFILLED
    return FulfillmentStatus.DELIVERED if delivered >= shipped else FulfillmentStatus.FULFILLED


def return_status(shipped: int, returned: int, *, requested: bool) -> ReturnStatus:
    """Computed from units; `requested`: a return awaits approval or its units."""
    if returned and returned >= shipped:
        return ReturnStatus.RETURNED
    if requested:
        return ReturnStatus.REQUESTED
    return ReturnStatus.PARTIALLY_RETURNED if returned else ReturnStatus.NONE
