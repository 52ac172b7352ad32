"""The port of payment providers."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from modules.orders.domain.settlement.provider_results import ProviderPayment, ProviderRefund


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A charge request. `capture`: capture the money at once, otherwise authorize it only."""

    payment_id: int
    order_id: int
    amount_cents: int
    currency: str
    capture: bool
    token: str = field(repr=False)
    return_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderEvent:
    """A provider webhook. It only says that something changed; the state is then looked up.

    `provider_id` is the provider's payment id, the only reference in a dispute.
    """

    event_id: str
    type: str
    payment_id: int | None
    refund_id: int | None
    provider_id: str | None = None
    is_dispute: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderLedgerEntry:
    """A payment in the provider's list. `payment_id` None: it does not belong to this shop."""

    provider_id: str
    payment_id: int | None
    order_id: int | None
    captured_cents: int
    refunded_cents: int


class OutcomeUnknown(Exception):
    """The outcome of the request is unknown. Repeat it with the same key."""


UNKNOWN_CARD = "payment_token_invalid"
"""Error code if the token identifies no card: an invalid request, not a decline."""


class Rejected(Exception):
    """The provider rejected the request permanently; nothing was charged.

    `code` is the provider's error code, or UNKNOWN_CARD. `parameter` is the request parameter concerned.
    """

    def __init__(self, code: str, message: str, parameter: str | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.parameter = parameter


class InvalidSignature(Exception):
    """The webhook is not signed by the provider, or its timestamp is too old."""


class PaymentProvider(Protocol):
    """Commands are idempotent: each carries a key made of its ids.

    All raise OutcomeUnknown, commands also Rejected. A request takes at most ten seconds.
    """

    async def knows_card(self, token: str) -> bool:
        """Whether the token identifies a card. False only if the provider says so."""
        ...

    async def authorize(self, charge: Charge) -> ProviderPayment:
        """Capture or authorize the money. A decline is a state, not an error; an invalid token is UNKNOWN_CARD."""
        ...

    async def capture(self, payment_id: int, provider_id: str, amount_cents: int) -> ProviderPayment:
        """Capture the authorized amount or a part of it; the rest is voided."""
        ...

    async def void(self, payment_id: int, provider_id: str) -> ProviderPayment:
        """Void an authorization or a payment that awaits approval. If it was captured meanwhile, return that state."""
        ...

    async def refund(self, refund_id: int, payment_id: int, provider_id: str, amount_cents: int) -> ProviderRefund:
        """Refund a part of the captured amount."""
        ...

    async def get_payment(self, payment_id: int, provider_id: str | None) -> ProviderPayment | None:
        """The payment's state. None is not conclusive: the request may still be on its way."""
        ...

    async def get_refund(self, refund_id: int, provider_id: str) -> ProviderRefund | None: ...

    def parse_webhook(self, payload: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        """Verify the signature and its time. Names of headers are in lower case. Raises InvalidSignature."""
        ...

    def list_payments(self) -> AsyncIterator[ProviderLedgerEntry]:
        """All payments, newest first."""
        ...

    async def close(self) -> None:
        """Close open connections."""
        ...


class PaymentProviders(Protocol):
    """The configured payment providers, by name."""

    @property
    def names(self) -> Sequence[str]:
        """The first is the default."""
        ...

    def named(self, name: str | None) -> PaymentProvider:
        """The provider of that name. The outcomes of requests at one that is not configured are unknown."""
        ...

    async def close(self) -> None:
        """Close open connections."""
        ...
