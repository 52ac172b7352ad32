"""Models of Stripe's responses; responses of another shape are rejected."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from modules.orders.domain.settlement.provider_results import (
    Outcome,
    ProviderPayment,
    ProviderRefund,
    RefundOutcome,
    RequiredAction,
)
from modules.orders.ports.payments.payment_provider import OutcomeUnknown, ProviderLedgerEntry

Cents = Annotated[int, Field(ge=0)]


class ResponseModel(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class _Card(ResponseModel):
    capture_before: int | None = None


class _Method(ResponseModel):
    card: _Card | None = None


class _Charge(ResponseModel):
    id: str
    amount_refunded: Cents
    disputed: bool = False
    payment_method_details: _Method | None = None


class _Redirect(ResponseModel):
    url: str | None = None


class _Action(ResponseModel):
    type: str
    redirect_to_url: _Redirect | None = None


class _Failure(ResponseModel):
    code: str | None = None
    decline_code: str | None = None


class Intent(ResponseModel):
    """A payment intent; `latest_charge` is an id unless it was expanded."""

    id: str
    status: Literal[
        "requires_payment_method",
        "requires_confirmation",
        "requires_action",
        "processing",
        "requires_capture",
        "canceled",
        "succeeded",
    ]
    amount: Cents
    amount_received: Cents | None = None
    currency: str
    metadata: dict[str, str]
    client_secret: str | None = None
    latest_charge: _Charge | str | None = None
    last_payment_error: _Failure | None = None
    next_action: _Action | None = None

    @property
    def payment_id(self) -> int | None:
        return parse_id(self.metadata.get("payment_id"))

    @property
    def is_disputed(self) -> bool:
        return isinstance(self.latest_charge, _Charge) and self.latest_charge.disputed

    def state(self, dispute_status: str | None = None) -> ProviderPayment:
        failure = self.last_payment_error
        outcome = _OUTCOMES[self.status]
        return ProviderPayment(
            provider_id=self.id,
            outcome=outcome,
            amount_cents=self.amount,
            currency=self.currency.upper(),
            captured_cents=self._captured_cents(),
            refunded_cents=self._refunded_cents(),
            decline_code=(failure.decline_code or failure.code) if failure and outcome is Outcome.DECLINED else None,
            next_action=self._next_action(),
            authorization_expires_at=self._lapses_at() if outcome is Outcome.AUTHORIZED else None,
            dispute_status=dispute_status,
        )

    def entry(self) -> ProviderLedgerEntry:
        return ProviderLedgerEntry(
            provider_id=self.id,
            payment_id=self.payment_id,
            order_id=parse_id(self.metadata.get("order_id")),
            captured_cents=self._captured_cents(),
            refunded_cents=self._refunded_cents(),
        )

    def _captured_cents(self) -> int:
        if self.status != "succeeded":
            return 0
        return self.amount if self.amount_received is None else self.amount_received

    def _refunded_cents(self) -> int:
        """The refunded part of the captured amount. After a partial capture Stripe counts the rest as refunded too."""
        if self.status != "succeeded" or not isinstance(self.latest_charge, _Charge):
            return 0
        released, refunded = self.amount - self._captured_cents(), self.latest_charge.amount_refunded
        return refunded - released if refunded >= released else refunded

    def _next_action(self) -> RequiredAction | None:
        if self.status != "requires_action" or self.next_action is None:
            return None
        redirect = self.next_action.redirect_to_url
        return RequiredAction(self.next_action.type, self.client_secret or "", redirect.url if redirect else None)

    def _lapses_at(self) -> datetime | None:
        charge = self.latest_charge if isinstance(self.latest_charge, _Charge) else None
        card = charge.payment_method_details.card if charge and charge.payment_method_details else None
        return datetime.fromtimestamp(card.capture_before, UTC) if card and card.capture_before else None


_OUTCOMES = {
    "requires_payment_method": Outcome.DECLINED,  # intents are confirmed at creation: the payment method has failed
    "requires_confirmation": Outcome.PROCESSING,
    "requires_action": Outcome.REQUIRES_ACTION,
    "processing": Outcome.PROCESSING,
    "requires_capture": Outcome.AUTHORIZED,
    "canceled": Outcome.VOIDED,
    "succeeded": Outcome.CAPTURED,
}


class Refund(ResponseModel):
    id: str
    status: Literal["pending", "requires_action", "succeeded", "failed", "canceled"]
    amount: Cents
    currency: str
    payment_intent: str | None
    metadata: dict[str, str]

    def state(self) -> ProviderRefund:
        return ProviderRefund(self.id, _REFUND_OUTCOMES[self.status])


_REFUND_OUTCOMES = {
    "pending": RefundOutcome.PENDING,
    "requires_action": RefundOutcome.PENDING,
    "succeeded": RefundOutcome.SUCCEEDED,
    "failed": RefundOutcome.FAILED,
    "canceled": RefundOutcome.FAILED,
}


class Dispute(ResponseModel):
    status: str


class Page(ResponseModel):
    data: list[dict[str, Any]]
    has_more: bool


A = TypeVar("A", bound=ResponseModel)


def parse(kind: type[A], response: object) -> A:
    """Raises OutcomeUnknown, naming the invalid fields but never their values."""
    try:
        return kind.model_validate(response)
    except ValidationError as error:
        fields = sorted({".".join(map(str, mistake["loc"])) for mistake in error.errors(include_input=False)})
        raise OutcomeUnknown(f"the provider's {kind.__name__.lower()} is not understood: {', '.join(fields)}") from None


def parse_id(text: str | None) -> int | None:
    """Parse one of our ids from metadata."""
    return int(text) if text and len(text) <= 18 and text.isascii() and text.isdecimal() else None
