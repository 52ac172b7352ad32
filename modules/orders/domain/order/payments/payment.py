"""A payment of an order."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Literal

from modules.orders.domain.order.payments.payment_states import (
    OPEN_STATES,
    PAYMENT_TRANSITIONS,
    TERMINAL_STATES,
    Action,
    PaymentState,
)
from shared.kernel.errors import Conflict

Method = Literal["card", "manual"]
Decline = Literal[PaymentState.DECLINED, PaymentState.FAILED]


SETTLEMENT_INTERVAL = timedelta(seconds=1)
"""Polling interval for due provider requests. Scheduled retries have no event that could trigger them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAction:
    """The approval required from the buyer. Confidential: shown to the buyer only."""

    type: str
    client_secret: str = field(repr=False)
    redirect_url: str | None
    expires_at: datetime | None


@dataclass(slots=True, kw_only=True)
class Payment:
    """`action` is due at the provider at `next_attempt_at`; `attempts` counts its requests.

    `capture_cents` of the authorized amount are to be captured; fixed once, because a retry must request the same.

    `provider` is the name of the payment provider of a card payment, `provider_id` its id of the payment.

    `reference` is the staff's reference of a manual payment: a bank statement line, a receipt. The buyer's `token` is
    stored until the provider has answered. `persisted` and `dirty` tell the repository what to write.
    """

    id: int
    order_id: int
    method: Method
    status: PaymentState
    amount_cents: int
    currency: str
    created_at: datetime
    updated_at: datetime
    captured_cents: int = 0
    refunded_cents: int = 0
    provider_id: str | None = None
    decline_code: str | None = None
    next_action: NextAction | None = None
    authorization_expires_at: datetime | None = None
    lapse_notified: bool = False
    capture_cents: int | None = None
    dispute_status: str | None = None
    token: str | None = field(default=None, repr=False)
    return_url: str | None = None
    reference: str | None = None
    provider: str | None = None
    action: Action | None = None
    attempts: int = 0
    next_attempt_at: datetime | None = None
    persisted: bool = field(default=False, compare=False)
    dirty: bool = field(default=False, compare=False)

    @property
    def was_authorized(self) -> bool:
        """Whether the bank reserved the money before it was captured or voided."""
        return self.authorization_expires_at is not None

    @property
    def is_in_progress(self) -> bool:
        """Whether it is open if there will be any money. The order's reservations are kept meanwhile."""
        return self.status in OPEN_STATES and not self.was_authorized

    @property
    def has_succeeded(self) -> bool:
        """Whether it is captured or authorized."""
        return self.status is PaymentState.CAPTURED or self.authorized_cents > 0

    @property
    def authorized_cents(self) -> int:
        """Authorized and not yet captured."""
        return self.amount_cents if self.was_authorized and self.status not in TERMINAL_STATES else 0

    @property
    def awaits_provider(self) -> bool:
        """Whether the provider's result is awaited, not the buyer's approval."""
        return self.status in (
            PaymentState.CREATED,
            PaymentState.AUTHORIZING,
            PaymentState.CAPTURING,
            PaymentState.VOIDING,
            PaymentState.UNKNOWN,
        )

    @property
    def is_mutable(self) -> bool:
        """Whether its state can still change."""
        return self.status not in TERMINAL_STATES

    def seconds_until_update(self, now: datetime) -> int:
        """Seconds until the next provider request, or until the buyer's approval expires."""
        at = self.next_attempt_at or (self.next_action.expires_at if self.next_action else None)
        if self.awaits_provider and self.status is not PaymentState.UNKNOWN:
            at = None  # its next try is due only if the present request is lost
        if at is None or at <= now:
            at = now + SETTLEMENT_INTERVAL
        return max(1, ceil((at - now).total_seconds()))

    def can_become(self, state: PaymentState) -> bool:
        return state in PAYMENT_TRANSITIONS[self.status]

    def transition_to(self, state: PaymentState, now: datetime) -> None:
        """Raises Conflict `invalid_transition`."""
        if not self.can_become(state):
            raise Conflict(
                "invalid_transition",
                "The payment's current state does not allow this.",
                **{"from": self.status.value, "allowed": sorted(PAYMENT_TRANSITIONS[self.status])},
            )
        self.status = state
        self.touch(now)
        if state is not PaymentState.REQUIRES_ACTION:
            self.next_action = None
        if state in TERMINAL_STATES or state in (PaymentState.REQUIRES_ACTION, PaymentState.AUTHORIZED):
            self.token = self.return_url = None
            self.action, self.next_attempt_at, self.attempts = None, None, 0

    def begin_authorization(self, now: datetime) -> None:
        self.transition_to(PaymentState.AUTHORIZING, now)

    def await_buyer(self, approval: NextAction, now: datetime) -> None:
        """The buyer must approve the payment first."""
        self.transition_to(PaymentState.REQUIRES_ACTION, now)
        self.next_action = approval

    def authorize(self, expires_at: datetime, now: datetime) -> None:
        self.transition_to(PaymentState.AUTHORIZED, now)
        self.authorization_expires_at = expires_at

    def begin_capture(self, cents: int, now: datetime) -> None:
        """Request the capture of a part of the authorized amount. Raises Conflict `invalid_transition`."""
        self.transition_to(PaymentState.CAPTURING, now)
        self.capture_cents = min(self.amount_cents, cents)
        self.request_action(Action.CAPTURE, now)

    def capture(self, cents: int, now: datetime) -> None:
        self.transition_to(PaymentState.CAPTURED, now)
        self.captured_cents = cents

    def decline(self, state: Decline, code: str | None, now: datetime) -> None:
        """`declined` by the bank or `failed` at the provider, for the reason `code`."""
        self.transition_to(state, now)
        self.decline_code = code

    def void(self, now: datetime) -> None:
        """End a payment that was never requested; otherwise request its void, if it can be voided."""
        if self.status is PaymentState.CREATED:
            self.transition_to(PaymentState.VOIDED, now)
        elif self.status in (PaymentState.AUTHORIZED, PaymentState.REQUIRES_ACTION):
            self.transition_to(PaymentState.VOIDING, now)
            self.request_action(Action.VOID, now)

    def void_manual(self, now: datetime) -> None:
        """Void a manual payment that was never received. PAYMENT_TRANSITIONS does not allow it, because a captured card
        payment cannot be voided.
        """
        self.status, self.captured_cents = PaymentState.VOIDED, 0
        self.touch(now)

    def add_refunded(self, cents: int, now: datetime) -> None:
        """Count refunded money; a negative amount is that of a refund that failed after all."""
        self.refunded_cents += cents
        self.touch(now)

    def dispute(self, dispute_status: str, now: datetime) -> None:
        self.dispute_status = dispute_status
        self.touch(now)

    def mark_expiry_notified(self, now: datetime) -> None:
        self.lapse_notified = True
        self.touch(now)

    def link_to_provider(self, provider_id: str, now: datetime) -> None:
        """Store the provider's id of the payment."""
        self.provider_id = provider_id
        self.touch(now)

    def request_action(self, action: Action, now: datetime) -> None:
        """Schedule a provider request for now."""
        if action is not self.action:
            self.attempts = 0
        self.action, self.next_attempt_at = action, now
        self.touch(now)

    def count_attempt(self, next_attempt_at: datetime, now: datetime) -> None:
        """The due request is being sent; it is due again at `next_attempt_at` if no result is recorded."""
        self.attempts += 1
        self.schedule_retry(next_attempt_at, now)

    def schedule_retry(self, at: datetime, now: datetime, action: Action | None = None) -> None:
        """Send the due request again, or another one instead. The attempts count on."""
        self.action, self.next_attempt_at = action or self.action, at
        self.touch(now)

    def finish_request(self, now: datetime) -> None:
        """No request is due any more. No effect if none was."""
        if self.action is not None:
            self.action, self.next_attempt_at, self.attempts = None, None, 0
            self.touch(now)

    def touch(self, now: datetime) -> None:
        self.dirty = True
        self.updated_at = now
