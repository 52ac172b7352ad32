"""What the provider sends by itself: who signed it, and what it is about."""

import json
import time

import pytest
import stripe

from modules.orders.adapters.outbound.stripe.gateway import StripeGateway
from modules.orders.ports.payments.payment_provider import InvalidSignature, ProviderEvent
from tests.modules.orders.fake_stripe import REFUND, SECRET


def report(event: object, age: float = 0, secret: str = SECRET) -> tuple[bytes, str]:
    payload = event if isinstance(event, str) else json.dumps(event)
    when = int(time.time() - age)
    return payload.encode(), stripe.WebhookSignature.generate_signature_header(payload, secret, when)


def about(type_: str, **subject: object) -> dict[str, object]:
    return {"id": "evt_1", "object": "event", "type": type_, "data": {"object": subject}}


OURS = {"payment_id": "7", "order_id": "3"}


@pytest.mark.parametrize(
    ("event", "reported"),
    [
        (
            about("payment_intent.succeeded", id="pi_1", object="payment_intent", metadata=OURS),
            ProviderEvent(
                event_id="evt_1", type="payment_intent.succeeded", payment_id=7, refund_id=None, provider_id="pi_1"
            ),
        ),
        (
            about("charge.refunded", id="ch_1", object="charge", payment_intent="pi_1", metadata=OURS),
            ProviderEvent(event_id="evt_1", type="charge.refunded", payment_id=7, refund_id=None, provider_id="pi_1"),
        ),
        (
            about("refund.failed", id="re_1", object="refund", payment_intent="pi_1", metadata=REFUND["metadata"]),
            ProviderEvent(event_id="evt_1", type="refund.failed", payment_id=7, refund_id=5, provider_id="pi_1"),
        ),
        (
            about("charge.dispute.created", id="dp_1", object="dispute", payment_intent="pi_1", metadata={}),
            ProviderEvent(
                event_id="evt_1",
                type="charge.dispute.created",
                payment_id=None,
                refund_id=None,
                provider_id="pi_1",
                is_dispute=True,
            ),
        ),
        (
            about("payment_intent.succeeded", id="pi_9", object="payment_intent", metadata={"payment_id": "-7"}),
            ProviderEvent(
                event_id="evt_1", type="payment_intent.succeeded", payment_id=None, refund_id=None, provider_id="pi_9"
            ),
        ),
        (
            about("balance.available", object="balance"),
            ProviderEvent(event_id="evt_1", type="balance.available", payment_id=None, refund_id=None),
        ),
    ],
)
def test_a_webhook_names_its_payment(gateway: StripeGateway, event: object, reported: ProviderEvent) -> None:
    payload, signature = report(event)
    assert gateway.parse_webhook(payload, {"stripe-signature": signature}) == reported


@pytest.mark.parametrize(
    ("payload", "signature"),
    [
        report(about("x"), age=301),
        report(about("x"), secret="whsec_another"),
        (report(about("x"))[0], report(about("y"))[1]),
        (b"\xff", "t=1,v1=00"),
        (b"{}", ""),
        (b"{}", "t=now,v1="),
        report("{"),
        report("[]"),
        report({"id": 1}),
    ],
    ids=range(9),
)
def test_an_invalid_or_old_signature_is_rejected(gateway: StripeGateway, payload: bytes, signature: str) -> None:
    with pytest.raises(InvalidSignature):
        gateway.parse_webhook(payload, {"stripe-signature": signature})
