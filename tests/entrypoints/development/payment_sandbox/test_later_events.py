"""Scheduled events of payments: disputes, failing or settling refunds, expiring authorizations."""

from typing import Any

import pytest

from tests.entrypoints.development.payment_sandbox.receiver import Receiver
from tests.running.payment_sandbox import RunningSandbox

pytestmark = pytest.mark.process


async def subject(receiver: Receiver, count: int, type_: str) -> dict[str, Any]:
    await receiver.until(count)
    found: list[dict[str, Any]] = [e["data"]["object"] for e in receiver.events if e["type"] == type_]
    assert len(found) == 1, receiver.types
    return found[0]


@pytest.mark.parametrize("outcome", ["lost", "won"])
async def test_a_payment_is_disputed(telling: RunningSandbox, receiver: Receiver, outcome: str) -> None:
    await telling.faults(later_ms=10)
    intent = (await telling.pay(payment_method="pm_card_createDispute")).json()
    dispute = await subject(receiver, 2, "charge.dispute.created")
    assert (dispute["status"], dispute["amount"], dispute["payment_intent"]) == ("needs_response", 1000, intent["id"])
    charge = (await telling.http.get(f"/v1/charges/{intent['latest_charge']}")).json()
    assert charge["disputed"] is True
    refused = await telling.post("/v1/refunds", payment_intent=intent["id"])
    assert refused.json()["error"]["code"] == "charge_disputed"
    if outcome == "lost":
        closed = await telling.post(f"/v1/disputes/{dispute['id']}/close")
    else:
        closed = await telling.post(
            f"/v1/disputes/{dispute['id']}", **{"evidence[uncategorized_text]": "winning_evidence"}
        )
    assert closed.json()["status"] == outcome
    assert (await subject(receiver, 3, "charge.dispute.closed"))["status"] == outcome
    listed = (await telling.http.get("/v1/disputes", params={"payment_intent": intent["id"]})).json()["data"]
    assert [one["status"] for one in listed] == [outcome]
    assert (await telling.post(f"/v1/disputes/{dispute['id']}/close")).status_code == 400


async def test_a_refund_fails_later(telling: RunningSandbox, receiver: Receiver) -> None:
    await telling.faults(later_ms=10)
    intent = (await telling.pay(payment_method="pm_card_refundFail")).json()
    refund = (await telling.post("/v1/refunds", payment_intent=intent["id"])).json()
    assert refund["status"] == "succeeded"
    failed = await subject(receiver, 4, "refund.failed")
    assert (failed["id"], failed["status"]) == (refund["id"], "failed")
    charge = (await telling.http.get(f"/v1/charges/{intent['latest_charge']}")).json()
    assert (charge["amount_refunded"], charge["refunded"]) == (0, False)


async def test_a_refund_of_any_card_fails_later_on_demand_and_its_repetition_does_not(
    telling: RunningSandbox, receiver: Receiver
) -> None:
    await telling.faults(later_ms=10, refund_fail_rate=1.0)
    intent = (await telling.pay()).json()
    refund = (await telling.post("/v1/refunds", payment_intent=intent["id"], amount="400")).json()
    assert refund["status"] == "succeeded"
    assert (await subject(receiver, 4, "refund.failed"))["id"] == refund["id"]
    await telling.faults(later_ms=10)
    again = (await telling.post("/v1/refunds", payment_intent=intent["id"], amount="400")).json()
    await receiver.until(6)
    standing = (await telling.http.get(f"/v1/refunds/{again['id']}")).json()
    assert (standing["status"], receiver.types.count("refund.failed")) == ("succeeded", 1)


async def test_a_refund_settles_later(telling: RunningSandbox, receiver: Receiver) -> None:
    await telling.faults(later_ms=10)
    intent = (await telling.pay(payment_method="pm_card_pendingRefund")).json()
    assert (await telling.post("/v1/refunds", payment_intent=intent["id"])).json()["status"] == "pending"
    assert (await subject(receiver, 4, "refund.updated"))["status"] == "succeeded"


async def test_an_authorization_expires(telling: RunningSandbox, receiver: Receiver) -> None:
    await telling.faults(authorization_seconds=1)
    held = (await telling.pay(capture_method="manual")).json()
    lapsed = await subject(receiver, 2, "payment_intent.canceled")
    assert (lapsed["id"], lapsed["cancellation_reason"]) == (held["id"], "automatic")
    late = await telling.post(f"/v1/payment_intents/{held['id']}/capture")
    assert late.json()["error"]["code"] == "payment_intent_unexpected_state"


async def test_a_captured_payment_does_not_expire(telling: RunningSandbox, receiver: Receiver) -> None:
    await telling.faults(authorization_seconds=1)
    taken = (await telling.pay(capture_method="manual")).json()
    await telling.post(f"/v1/payment_intents/{taken['id']}/capture")
    lapsing = (await telling.pay(capture_method="manual")).json()
    assert (await subject(receiver, 4, "payment_intent.canceled"))["id"] == lapsing["id"]
    assert (await telling.http.get(f"/v1/payment_intents/{taken['id']}")).json()["status"] == "succeeded"
