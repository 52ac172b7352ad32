"""Verifies and parses Stripe's webhooks."""

import json

import stripe
from pydantic import Field

from modules.orders.adapters.outbound.stripe.responses import ResponseModel, parse, parse_id
from modules.orders.ports.payments.payment_provider import InvalidSignature, OutcomeUnknown, ProviderEvent

SIGNATURE_HEADER = "stripe-signature"
TOLERANCE_SECONDS = 300


class _Event(ResponseModel):
    id: str
    type: str
    data: dict[str, object]


class _Subject(ResponseModel):
    id: str
    object: str
    payment_intent: str | None = None
    metadata: dict[str, str] = Field(default_factory=dict)


def parse_webhook(payload: bytes, signature: str, secret: str) -> ProviderEvent:
    """Raises InvalidSignature."""
    try:
        stripe.WebhookSignature.verify_header(payload, signature, secret, TOLERANCE_SECONDS)
        event = parse(_Event, json.loads(payload))
    except (stripe.SignatureVerificationError, OutcomeUnknown, ValueError, RecursionError):
        raise InvalidSignature("the signature is invalid or expired") from None
    subject = _subject(event)
    if subject is None:
        return ProviderEvent(event_id=event.id, type=event.type, payment_id=None, refund_id=None)
    return ProviderEvent(
        event_id=event.id,
        type=event.type,
        payment_id=parse_id(subject.metadata.get("payment_id")),
        refund_id=parse_id(subject.metadata.get("refund_id")) if subject.object == "refund" else None,
        provider_id=subject.id if subject.object == "payment_intent" else subject.payment_intent,
        is_dispute=subject.object == "dispute",
    )


def _subject(event: _Event) -> _Subject | None:
    """The object of the event, if it belongs to a payment."""
    try:
        return parse(_Subject, event.data.get("object"))
    except OutcomeUnknown:
        return None
