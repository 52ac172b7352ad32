"""Webhooks are signed, retried until accepted, and subject to the fault switches."""

import asyncio
import time

import pytest
import stripe

from entrypoints.development.payment_sandbox.webhooks import signature
from tests.entrypoints.development.payment_sandbox.receiver import Receiver
from tests.running.payment_sandbox import WEBHOOK_SECRET, RunningSandbox
from tests.timeouts import TIMEOUT_SECONDS

pytestmark = pytest.mark.process


async def test_each_change_sends_the_object_as_of_then(telling: RunningSandbox, receiver: Receiver) -> None:
    held = (await telling.pay("key-of-it", capture_method="manual")).json()
    await telling.post(f"/v1/payment_intents/{held['id']}/capture")
    refund = (await telling.post("/v1/refunds", payment_intent=held["id"], amount=100)).json()
    await telling.pay(payment_method="pm_card_visa_chargeDeclined")
    requested = (await telling.pay(payment_method="pm_card_authenticationRequired")).json()
    await telling.post(f"/v1/payment_intents/{requested['id']}/cancel")
    await receiver.until(7)
    events = {event["type"]: event for event in receiver.events}
    assert set(events) == {
        "payment_intent.amount_capturable_updated",
        "payment_intent.succeeded",
        "refund.created",
        "charge.refunded",
        "payment_intent.payment_failed",
        "payment_intent.requires_action",
        "payment_intent.canceled",
    }
    first = events["payment_intent.amount_capturable_updated"]
    assert (first["object"], first["data"]["object"]) == ("event", held)
    assert first["request"]["idempotency_key"] == "key-of-it"
    assert events["refund.created"]["data"]["object"] == refund
    assert events["charge.refunded"]["data"]["object"]["amount_refunded"] == 100
    kept = (await telling.http.get("/v1/events", params={"limit": 100})).json()["data"]
    assert {event["id"] for event in kept} == {event["id"] for event in receiver.events}


async def test_an_event_is_sent_until_it_is_acknowledged(telling: RunningSandbox, receiver: Receiver) -> None:
    receiver.status = 500
    await telling.pay()
    await receiver.until(2)
    receiver.status = 204
    await receiver.until(3)
    assert len({payload for _, payload in receiver.received}) == 1
    assert (await telling.statistics())["webhooks"]["failed"] == 2


async def test_an_event_survives_a_kill(telling: RunningSandbox, receiver: Receiver) -> None:
    await telling.faults(webhook_delay_ms=2_000)
    await telling.pay()
    assert telling.kill() == -9
    assert receiver.received == []
    await telling.start()
    await receiver.until(1)
    assert receiver.types == ["payment_intent.succeeded"]


async def test_events_are_duplicated_and_reordered(telling: RunningSandbox, receiver: Receiver) -> None:
    await telling.faults(webhook_repeat=3, webhook_shuffle=True, seed=1)
    made = [(await telling.pay()).json()["id"] for _ in range(6)]
    await receiver.until(18)
    came = [event["data"]["object"]["id"] for event in receiver.events]
    assert sorted(came) == sorted(made * 3)
    assert list(dict.fromkeys(came)) != made


async def test_without_faults_events_arrive_once_and_in_order(telling: RunningSandbox, receiver: Receiver) -> None:
    made = []
    for number in range(5):
        made.append((await telling.pay()).json()["id"])
        await receiver.until(number + 1)
    assert [event["data"]["object"]["id"] for event in receiver.events] == made
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while (counts := (await telling.statistics())["webhooks"])["waiting"]:
            pass  # it has heard that the last one was taken, and is writing that down
    assert counts == {"sent": 5, "delivered": 5, "failed": 0, "waiting": 0}


def test_an_invalid_or_expired_signature_is_rejected() -> None:
    now = int(time.time())
    genuine = signature(b"[]", WEBHOOK_SECRET, now)
    stripe.WebhookSignature.verify_header(b"[]", genuine, WEBHOOK_SECRET, 300)
    old, foreign = signature(b"[]", WEBHOOK_SECRET, now - 301), signature(b"[]", "whsec_another", now)
    for payload, signed in ((b"{}", genuine), (b"[]", old), (b"[]", foreign)):
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.WebhookSignature.verify_header(payload, signed, WEBHOOK_SECRET, 300)
