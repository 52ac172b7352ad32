"""The states of a payment, their transitions, and the requests at the provider."""

from collections.abc import Mapping
from enum import StrEnum


class PaymentState(StrEnum):
    CREATED = "created"
    AUTHORIZING = "authorizing"
    REQUIRES_ACTION = "requires_action"
    AUTHORIZED = "authorized"
    CAPTURING = "capturing"
    CAPTURED = "captured"
    DECLINED = "declined"
    VOIDING = "voiding"
    VOIDED = "voided"
    FAILED = "failed"
    UNKNOWN = "unknown"


_OUTCOMES = frozenset(
    {
        PaymentState.REQUIRES_ACTION,
        PaymentState.AUTHORIZED,
        PaymentState.CAPTURED,
        PaymentState.DECLINED,
        PaymentState.VOIDED,
        PaymentState.FAILED,
        PaymentState.UNKNOWN,
    }
)

PAYMENT_TRANSITIONS: Mapping[PaymentState, frozenset[PaymentState]] = {
    PaymentState.CREATED: frozenset({PaymentState.AUTHORIZING, PaymentState.VOIDED}),
    PaymentState.AUTHORIZING: _OUTCOMES,
    PaymentState.REQUIRES_ACTION: _OUTCOMES - {PaymentState.REQUIRES_ACTION} | {PaymentState.VOIDING},
    PaymentState.AUTHORIZED: frozenset(
        {PaymentState.CAPTURING, PaymentState.CAPTURED, PaymentState.VOIDING, PaymentState.VOIDED}
    ),
    PaymentState.CAPTURING: frozenset(
        {PaymentState.CAPTURED, PaymentState.VOIDED, PaymentState.FAILED, PaymentState.UNKNOWN}
    ),
    PaymentState.VOIDING: frozenset(
        {
            PaymentState.VOIDED,
            PaymentState.CAPTURED,
            PaymentState.AUTHORIZED,
            PaymentState.DECLINED,
            PaymentState.UNKNOWN,
        }
    ),
    PaymentState.UNKNOWN: _OUTCOMES - {PaymentState.UNKNOWN} | {PaymentState.VOIDING},
    PaymentState.CAPTURED: frozenset(),
    PaymentState.DECLINED: frozenset(),
    PaymentState.VOIDED: frozenset(),
    PaymentState.FAILED: frozenset(),
}
"""Allowed next states. Provider results that lead to any other state are late and ignored."""

TERMINAL_STATES = frozenset(state for state, following in PAYMENT_TRANSITIONS.items() if not following)

OPEN_STATES = frozenset(
    {
        PaymentState.CREATED,
        PaymentState.AUTHORIZING,
        PaymentState.REQUIRES_ACTION,
        PaymentState.VOIDING,
        PaymentState.UNKNOWN,
    }
)
"""States without a final outcome, before the money is authorized."""


class Action(StrEnum):
    """The request due at the provider. It is repeated with the same key until the outcome is known."""

    AUTHORIZE = "authorise"  # codespell:ignore authorise
    CAPTURE = "capture"
    VOID = "void"
    LOOK_UP = "look_up"
