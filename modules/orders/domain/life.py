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


class Step(StrEnum):
    CONFIRM = "confirm"
    EXPIRE = "expire"
    CANCEL = "cancel"
    COMPLETE = "complete"
    HOLD = "hold"
    RELEASE = "release"
    UPDATE = "update"


LIFE: Mapping[Status, Mapping[Step, Status]] = {
    Status.PENDING_PAYMENT: {
        Step.CONFIRM: Status.CONFIRMED,
        Step.EXPIRE: Status.EXPIRED,
        Step.CANCEL: Status.CANCELLED,
        Step.UPDATE: Status.PENDING_PAYMENT,
    },
    Status.CONFIRMED: {
        Step.COMPLETE: Status.COMPLETED,
        Step.HOLD: Status.CONFIRMED,
        Step.RELEASE: Status.CONFIRMED,
        Step.UPDATE: Status.CONFIRMED,
    },
    Status.COMPLETED: {},
    Status.CANCELLED: {},
    Status.EXPIRED: {},
}

ON_REQUEST = frozenset({Step.CANCEL, Step.HOLD, Step.RELEASE})
"""The steps a caller names; the others follow from something else that happens."""

LIVE = frozenset({Status.PENDING_PAYMENT, Status.CONFIRMED})
"""Orders in these states have stock set aside for them."""


def after(status: Status, step: Step, *, held: bool = False) -> Status:
    """Where the step leads; Conflict `invalid_transition` where it leads nowhere.

    `held`: the order is on hold, which is all that can be released and cannot be held again.
    """
    steps = LIFE[status]
    if step not in steps or step is (Step.HOLD if held else Step.RELEASE):
        raise invalid_transition(status, step, held=held)
    return steps[step]


def invalid_transition(status: Status, refused: Step, *, held: bool = False) -> Conflict:
    """The refusal; `allowed` are the steps a caller could ask for now."""
    out_of_place = {refused, Step.HOLD if held else Step.RELEASE}
    return Conflict(
        "invalid_transition",
        "The order's present state does not allow it.",
        **{"from": status.value, "allowed": sorted((LIFE[status].keys() & ON_REQUEST) - out_of_place)},
    )


class PaymentStatus(StrEnum):
    UNPAID = "unpaid"
    PENDING = "pending"
    REQUIRES_ACTION = "requires_action"
    AUTHORIZED = "authorized"
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


def payment_status(total_cents: int, paid_cents: int, refunded_cents: int) -> PaymentStatus:
    """What the amounts say; an order that costs nothing is paid once it stands."""
    if refunded_cents:
        return PaymentStatus.REFUNDED if refunded_cents >= paid_cents else PaymentStatus.PARTIALLY_REFUNDED
    return PaymentStatus.PAID if paid_cents >= total_cents else PaymentStatus.UNPAID
