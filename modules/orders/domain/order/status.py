"""An order's life: its states and what leads from one to the next. All of it stands here."""

from collections.abc import Mapping
from enum import StrEnum

from shared.kernel.errors import Conflict


class Status(StrEnum):
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


TRANSITIONS: Mapping[Status, Mapping[Transition, Status]] = {
    Status.PENDING_PAYMENT: {
        Transition.CONFIRM: Status.CONFIRMED,
        Transition.EXPIRE: Status.EXPIRED,
        Transition.CANCEL: Status.CANCELLED,
        Transition.UPDATE: Status.PENDING_PAYMENT,
    },
    Status.CONFIRMED: {
        Transition.CANCEL: Status.CANCELLED,
        Transition.COMPLETE: Status.COMPLETED,
        Transition.HOLD: Status.CONFIRMED,
        Transition.RELEASE: Status.CONFIRMED,
        Transition.UPDATE: Status.CONFIRMED,
    },
    Status.COMPLETED: {Transition.REOPEN: Status.CONFIRMED},
    Status.CANCELLED: {},
    Status.EXPIRED: {},
}

REQUESTABLE_TRANSITIONS = frozenset({Transition.CANCEL, Transition.HOLD, Transition.RELEASE})
"""The steps a caller names; the others follow from something else that happens."""

OPEN_STATUSES = frozenset({Status.PENDING_PAYMENT, Status.CONFIRMED})
"""Orders in these states have stock set aside for them."""

PAYABLE_STATUSES = frozenset({Status.PENDING_PAYMENT, Status.CONFIRMED, Status.COMPLETED})
"""Orders in these states can owe money."""

TERMINAL_STATUSES = frozenset({Status.CANCELLED, Status.EXPIRED})
"""Orders in these states came to nothing: money that comes for them goes back."""


def next_status(status: Status, step: Transition, *, held: bool = False) -> Status:
    """Where the step leads; Conflict `invalid_transition` where it leads nowhere.

    `held`: the order is on hold, which is all that can be released and cannot be held again.
    """
    steps = TRANSITIONS[status]
    if step not in steps or step is (Transition.HOLD if held else Transition.RELEASE):
        raise invalid_transition(status, step, held=held)
    return steps[step]


def invalid_transition(
    status: Status,
    refused: Transition,
    *,
    held: bool = False,
    detail: str = "The order's present state does not allow it.",
) -> Conflict:
    """The refusal; `allowed` are the steps a caller could ask for now."""
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
    UNFULFILLED = "unfulfilled"
    PARTIALLY_FULFILLED = "partially_fulfilled"
    FULFILLED = "fulfilled"
    DELIVERED = "delivered"


class ReturnStatus(StrEnum):
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
    """What the amounts say; an order that `is_confirmed` and costs nothing (any more) is paid.

    `outstanding_cents`: what the order still owes; 0 for an order that came to nothing.
    `in_progress`: what a payment whose outcome is open lets one say, `pending` or `requires_action`.
    `voided`: money was authorised once and let go.
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
    """By units; `wanted` are those ordered and not cancelled."""
    if not shipped:
        return FulfillmentStatus.UNFULFILLED
    if shipped < wanted:
        return FulfillmentStatus.PARTIALLY_FULFILLED
    return FulfillmentStatus.DELIVERED if delivered >= shipped else FulfillmentStatus.FULFILLED


def return_status(shipped: int, returned: int, *, requested: bool) -> ReturnStatus:
    """By units; `requested`: somebody waits for the shop's answer, or for goods that come back."""
    if returned and returned >= shipped:
        return ReturnStatus.RETURNED
    if requested:
        return ReturnStatus.REQUESTED
    return ReturnStatus.PARTIALLY_RETURNED if returned else ReturnStatus.NONE
