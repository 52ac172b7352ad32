"""Idempotency keys under repetition, conflicts, races, lost connections and crashes."""

import asyncio
from pathlib import Path

import httpx2
import pytest

from tests.running.payment_sandbox import RunningSandbox, running_sandbox


async def captures(sandbox: RunningSandbox, payment_id: str) -> int:
    counted: int = (await sandbox.statistics())["captures"]["by_payment"].get(payment_id, 0)
    return counted


async def test_a_repeat_gets_the_stored_response_byte_for_byte(sandbox: RunningSandbox) -> None:
    label = {"metadata[payment_id]": "twice"}
    first, again = await sandbox.pay("key-twice", **label), await sandbox.pay("key-twice", **label)
    assert first.content == again.content
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["original-request"] == first.headers["request-id"] != again.headers["request-id"]
    assert await captures(sandbox, "twice") == 1


async def test_a_decline_is_repeated_too(sandbox: RunningSandbox) -> None:
    card = "pm_card_visa_chargeDeclined"
    first, again = [await sandbox.pay("key-declined", payment_method=card) for _ in range(2)]
    assert (first.status_code, again.status_code) == (402, 402)
    assert first.content == again.content


async def test_a_key_belongs_to_one_request(sandbox: RunningSandbox) -> None:
    await sandbox.pay("key-one")
    for other in (await sandbox.pay("key-one", amount=2000), await sandbox.post("/v1/refunds", "key-one")):
        assert (other.status_code, other.json()["error"]["type"]) == (400, "idempotency_error")


async def test_an_invalid_request_does_not_use_its_key(sandbox: RunningSandbox) -> None:
    assert (await sandbox.pay("key-mistaken", currency="pounds")).status_code == 400
    assert (await sandbox.pay("key-mistaken")).status_code == 200


async def test_twenty_concurrent_requests_charge_once(sandbox: RunningSandbox) -> None:
    label = {"metadata[payment_id]": "twenty"}
    responses = await asyncio.gather(*(sandbox.pay("key-twenty", **label) for _ in range(20)))
    charged = [response for response in responses if response.status_code == 200]
    assert len({response.content for response in charged}) == 1
    assert {response.status_code for response in responses} <= {200, 409}
    assert await captures(sandbox, "twenty") == 1


async def test_a_key_in_use_is_in_conflict(sandbox: RunningSandbox) -> None:
    await sandbox.faults(latency_ms=1_000)
    responses = await asyncio.gather(*(sandbox.pay("key-slow") for _ in range(3)))
    assert sorted(response.status_code for response in responses) == [200, 409, 409]
    refused = next(response for response in responses if response.status_code == 409).json()["error"]
    assert (refused["type"], refused["code"]) == ("idempotency_error", "idempotency_key_in_use")


@pytest.mark.parametrize("card", ["pm_card_visa", "pm_card_chargeDeclinedInsufficientFunds"])
async def test_a_lost_response_is_replayed_for_the_same_key(sandbox: RunningSandbox, card: str) -> None:
    label, key = {"metadata[payment_id]": f"lost-{card}"}, f"key-lost-{card}"
    await sandbox.faults(lose_answer_rate=1)
    for _ in range(2):
        with pytest.raises(httpx2.RemoteProtocolError):
            await sandbox.pay(key, payment_method=card, **label)
    await sandbox.faults()
    response = await sandbox.pay(key, payment_method=card, **label)
    assert response.headers["idempotent-replayed"] == "true"
    assert response.status_code == (200 if card == "pm_card_visa" else 402)
    assert await captures(sandbox, f"lost-{card}") == (1 if card == "pm_card_visa" else 0)


@pytest.mark.process
async def test_stored_responses_survive_a_kill(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path) as sandbox:

        async def pay(number: int) -> httpx2.Response | None:
            try:
                return await sandbox.pay(f"key-{number}", **{"metadata[payment_id]": number})
            except httpx2.TransportError:
                return None

        paying = [asyncio.create_task(pay(number)) for number in range(400)]
        while sum(task.done() for task in paying) < 40:
            await asyncio.sleep(0)
        sandbox.kill()
        before = await asyncio.gather(*paying)
        answered = [number for number, response in enumerate(before) if response is not None]
        assert 40 <= len(answered) < 400
        await sandbox.start()
        for number in answered:
            again = await sandbox.pay(f"key-{number}", **{"metadata[payment_id]": number})
            assert again.headers["idempotent-replayed"] == "true"
            assert again.content == before[number].content  # type: ignore[union-attr]
        for number in range(400):
            assert (await sandbox.pay(f"key-{number}", **{"metadata[payment_id]": number})).status_code == 200
        counted = (await sandbox.statistics())["captures"]["by_payment"]
        assert counted == {str(number): 1 for number in range(400)}
