"""A refund: limited by the captured money of its payment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, NamedTuple

from modules.orders.domain.order.payments.payment import Method
from shared.kernel.errors import Conflict

Origin = Literal["request", "cancellation", "return", "late", "part_payment"]
"""The reason for the refund: a request, cancelled units, a return, a late payment for a cancelled or expired order, or
a part payment refunded before the order was confirmed.
"""


CREDITING_ORIGINS: frozenset[Origin] = frozenset({"request", "return"})
"""Refunds of these origins lower the amount due. Cancelled units and part payments already do not count in it."""


SURPLUS_ORIGINS: frozenset[Origin] = frozenset({"cancellation", "late"})
"""Refunds of these origins return money that exceeds the amount due."""


class RefundState(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    UNKNOWN = "unknown"


REFUND_TRANSITIONS: Mapping[RefundState, frozenset[RefundState]] = {
    RefundState.PENDING: frozenset({RefundState.SUCCEEDED, RefundState.FAILED, RefundState.UNKNOWN}),
    RefundState.UNKNOWN: frozenset({RefundState.PENDING, RefundState.SUCCEEDED, RefundState.FAILED}),
    RefundState.SUCCEEDED: frozenset({RefundState.FAILED}),
    RefundState.FAILED: frozenset(),
}
"""A refund can fail late: a bank may return money that the provider has already paid out."""


class RefundItem(NamedTuple):
    """Units of a line and the amount credited for them."""

    line_id: int
    quantity: int
    amount_cents: int


@dataclass(slots=True, kw_only=True)
class Refund:
    """`shipping_cents` is the part of `amount_cents` for shipping.

    `method`: `card` by the provider, or `manual` by other means with an optional `reference`. A return's refund has
    also lowered the amount due by `credited_cents`. For a failed refund, `retried_as` is the refund that repeats it
    (its `retry_of`), and `dismissed_at` is when staff dismissed it.
    """

    id: int
    order_id: int
    payment_id: int
    amount_cents: int
    shipping_cents: int
    items: Sequence[RefundItem]
    reason: str
    origin: Origin
    status: RefundState
    created_at: datetime
    updated_at: datetime
    return_id: int | None = None
    method: Method = "card"
    reference: str | None = None
    provider_id: str | None = None
    attempts: int = 0
    next_attempt_at: datetime | None = None
    credited_cents: int = 0
    retry_of: int | None = None
    retried_as: int | None = None
    dismissed_at: datetime | None = None
    dismiss_reason: str | None = None
    persisted: bool = field(default=False, compare=False)
    dirty: bool = field(default=False, compare=False)

    @property
    def counts(self) -> bool:
        """Whether its money has been or will be paid out. Only failed refunds do not count."""
        return self.status is not RefundState.FAILED

    @property
    def credits(self) -> bool:
        """Whether it lowers the amount due."""
        return self.origin in CREDITING_ORIGINS

    @property
    def is_open(self) -> bool:
        return self.status in (RefundState.PENDING, RefundState.UNKNOWN)

    @property
    def needs_attention(self) -> bool:
        """Whether it failed and was neither retried nor dismissed."""
        return self.status is RefundState.FAILED and self.retried_as is None and self.dismissed_at is None

    def can_become(self, state: RefundState) -> bool:
        return state in REFUND_TRANSITIONS[self.status]

    def transition_to(self, state: RefundState, now: datetime) -> None:
        self.status = state
        self.touch(now)
        if state in (RefundState.SUCCEEDED, RefundState.FAILED):
            self.next_attempt_at, self.attempts = None, 0

    def link_to_provider(self, provider_id: str, now: datetime) -> None:
        """Store the provider's id of the refund."""
        self.provider_id = provider_id
        self.touch(now)

    def count_attempt(self, next_attempt_at: datetime, now: datetime) -> None:
        """The request is being sent; it is due again at `next_attempt_at` if no result is recorded."""
        self.attempts += 1
        self.schedule_retry(next_attempt_at, now)

    def schedule_retry(self, at: datetime, now: datetime) -> None:
        self.next_attempt_at = at
        self.touch(now)

    def finish_request(self, now: datetime) -> None:
        """No request is due any more. No effect if none was."""
        if self.next_attempt_at is not None:
            self.next_attempt_at = None
            self.touch(now)

    def retry_as(self, new: "Refund", now: datetime) -> None:
        """Link this failed refund with the new one that repeats it."""
        self.retried_as = new.id
        self.touch(now)
        new.mark_as_retry(self.id)

    def mark_as_retry(self, failed_id: int) -> None:
        self.retry_of = failed_id

    def dismiss(self, reason: str, now: datetime) -> None:
        """Raises Conflict `invalid_transition` unless it failed and was neither retried nor dismissed."""
        if not self.needs_attention:
            raise refund_not_retryable(self)
        self.dismissed_at, self.dismiss_reason = now, reason
        self.touch(now)

    def set_credit(self, cents: int, now: datetime) -> None:
        """Set by how much its return has lowered the amount due besides."""
        self.credited_cents = cents
        self.touch(now)

    def touch(self, now: datetime) -> None:
        self.dirty = True
        self.updated_at = now


def refund_not_retryable(refund: Refund) -> Conflict:
    """The error if a refund cannot be retried or dismissed."""
    if refund.retried_as is not None:
        detail = f"The refund was retried as refund {refund.retried_as}."
    elif refund.status is RefundState.FAILED:
        detail = "The refund has already been dismissed."
    else:
        detail = "Only a failed refund can be retried or dismissed."
    return Conflict("invalid_transition", detail, **{"from": refund.status.value, "allowed": []})
