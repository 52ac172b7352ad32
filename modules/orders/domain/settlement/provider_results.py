"""What a request at the payment provider came to."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """The state of a payment at the provider. `processing`: the result follows later."""

    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    DECLINED = "declined"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class RequiredAction:
    """The approval required from the buyer."""

    type: str
    client_secret: str = field(repr=False)
    redirect_url: str | None = None


@dataclass(frozen=True, slots=True)
class ProviderPayment:
    """A payment as stored by the provider. `refunded_cents` includes pending refunds."""

    provider_id: str
    outcome: Outcome
    amount_cents: int
    currency: str
    captured_cents: int = 0
    refunded_cents: int = 0
    decline_code: str | None = None
    next_action: RequiredAction | None = None
    authorization_expires_at: datetime | None = None
    dispute_status: str | None = None


class RefundOutcome(StrEnum):
    SUCCEEDED = "succeeded"
    PENDING = "pending"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ProviderRefund:
    provider_id: str
    outcome: RefundOutcome


@dataclass(frozen=True, slots=True)
class ResultUnknown:
    """The request's outcome is unknown."""


@dataclass(frozen=True, slots=True)
class RequestRejected:
    """The provider refused the request; `code` is its reason."""

    code: str


ProviderResult = ProviderPayment | ProviderRefund | ResultUnknown | RequestRejected
