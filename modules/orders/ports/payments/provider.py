"""What orders need of whoever takes the money."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """Where a payment stands at the provider. `processing`: it will say later."""

    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    DECLINED = "declined"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Charge:
    """What is asked of the provider. `capture`: take the money at once, else only authorise it."""

    payment_id: int
    order_id: int
    amount_cents: int
    currency: str
    capture: bool
    token: str = field(repr=False)
    return_url: str | None = None


@dataclass(frozen=True, slots=True)
class NextAction:
    """What the buyer has to do before the payment can go on."""

    type: str
    client_secret: str = field(repr=False)
    redirect_url: str | None = None


@dataclass(frozen=True, slots=True)
class ProviderPayment:
    """A payment as the provider keeps it. `refunded_cents` counts refunds that succeeded or are on their way."""

    provider_id: str
    outcome: Outcome
    amount_cents: int
    currency: str
    captured_cents: int = 0
    refunded_cents: int = 0
    decline_code: str | None = None
    next_action: NextAction | None = None
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
class ProviderEvent:
    """Word from the provider: only that something happened, not what; whoever hears it asks.

    `provider_id` is the payment at the provider; a dispute names nothing else.
    """

    event_id: str
    type: str
    payment_id: int | None
    refund_id: int | None
    provider_id: str | None = None
    is_dispute: bool = False


@dataclass(frozen=True, slots=True)
class ProviderLedgerEntry:
    """One payment in the provider's books. `payment_id` None: it is not one of ours."""

    provider_id: str
    payment_id: int | None
    order_id: int | None
    captured_cents: int
    refunded_cents: int


class OutcomeUnknown(Exception):
    """Nobody knows what became of the request: it is sent again, with the same key, until somebody does."""


UNKNOWN_CARD = "payment_token_invalid"
"""The code of what is rejected because no card can be charged by the token: a wrong request, not a decline."""


class Rejected(Exception):
    """The provider understood the request and will never do it; nothing was charged.

    `code` is the provider's word, or UNKNOWN_CARD. `parameter` is the part of the request that it is about.
    """

    def __init__(self, code: str, message: str, parameter: str | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.parameter = parameter


class InvalidSignature(Exception):
    """The report is not signed by the provider, or not of now."""


class PaymentProvider(Protocol):
    """Every command carries a key made of the ids it is given, so that repeating one changes nothing.

    All raise OutcomeUnknown, commands also Rejected. A request takes at most ten seconds.
    """

    async def knows_card(self, token: str) -> bool:
        """Whether a card can be charged by this token. False only where the provider says that there is none."""
        ...

    async def authorize(self, charge: Charge) -> ProviderPayment:
        """Take the money, or authorise it. A decline is a state, not an error; a wrong token is UNKNOWN_CARD."""
        ...

    async def capture(self, payment_id: int, provider_id: str, amount_cents: int) -> ProviderPayment:
        """Take the money that was authorised, or a part of it; the rest is let go."""
        ...

    async def void(self, payment_id: int, provider_id: str) -> ProviderPayment:
        """Let go what was authorised, or not yet approved by the buyer; if it was taken meanwhile, that state."""
        ...

    async def refund(self, refund_id: int, payment_id: int, provider_id: str, amount_cents: int) -> ProviderRefund:
        """Give back some of what was taken."""
        ...

    async def get_payment(self, payment_id: int, provider_id: str | None) -> ProviderPayment | None:
        """The payment as it stands; None proves nothing: the request may still be on its way."""
        ...

    async def get_refund(self, refund_id: int, provider_id: str) -> ProviderRefund | None: ...

    def parse_webhook(self, payload: bytes, signature: str) -> ProviderEvent:
        """Check who signed it, and when. Raises NotFromProvider."""
        ...

    def list_payments(self) -> AsyncIterator[ProviderLedgerEntry]:
        """Every payment the provider knows, newest first."""
        ...

    async def close(self) -> None:
        """End what is open towards the provider."""
        ...
