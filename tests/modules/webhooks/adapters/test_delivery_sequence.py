"""First attempts of an aggregate's messages to an endpoint start in sequence."""

import asyncio
import json

from shared.infra.injection import resolve
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.workers.delivery_handlers import TransactionalHandler
from shared.kernel.events import OutgoingEvent
from tests.modules.webhooks.receiver import ReceivedMessage, Receiver, status
from tests.modules.webhooks.webhooks_app import LEASE, METADATA, Sold, Stand


def sent_sequences(receiver: Receiver) -> list[int]:
    return [json.loads(received.body)["sequence"] for received in receiver.received]


async def fan_out_one(stand: Stand) -> None:
    """Fan out the event that has been due the longest, as a worker does."""
    (fan_out, _) = resolve(stand.webhooks.module).subscriptions()
    lease = await Claims(stand.database).claim({fan_out.consumer.name: 1}, LEASE)
    await TransactionalHandler(fan_out, Inbox(stand.database), LEASE)([c.event_id for c in lease.claimed], lease.until)


async def overlapping(stand: Stand) -> None:
    """Record two events of an aggregate. The transaction of the second began first, so it is due first."""
    async with stand.database.begin() as first:
        await first.fetch("SELECT pg_current_xact_id()")
        async with stand.database.begin() as second:
            second.record(OutgoingEvent(Sold(1), aggregate_id="1", sequence=1, metadata=METADATA))
            await second.commit()
        first.record(OutgoingEvent(Sold(1), aggregate_id="1", sequence=2, metadata=METADATA))
        await first.commit()


async def test_the_later_event_of_the_earlier_transaction_is_sent_later(stand: Stand, receiver: Receiver) -> None:
    await stand.endpoint(receiver.url)
    await overlapping(stand)
    await fan_out_one(stand)
    while await stand.send():
        pass
    assert sent_sequences(receiver) == [1, 2], "fanned out together, though only the second was due to it"
    await stand.fan_out()
    assert await stand.send() == 0


async def test_a_message_waits_for_the_first_attempt_of_the_preceding_one(stand: Stand, receiver: Receiver) -> None:
    await stand.endpoint(receiver.url)
    await stand.record(Sold(1), Sold(1), Sold(1))
    await stand.fan_out()
    first = await resolve(stand.webhooks.claim_due)(50, 50)
    assert [due.delivery.message.sequence for due in first] == [1]
    assert await resolve(stand.webhooks.claim_due)(50, 50) == [], "while it is under way"
    await resolve(stand.webhooks.deliver)(first[0])
    assert [due.delivery.message.sequence for due in await resolve(stand.webhooks.claim_due)(50, 50)] == [2]


async def test_a_failed_message_does_not_block_later_ones(stand: Stand, receiver: Receiver) -> None:
    await stand.endpoint(receiver.url)

    def once(received: ReceivedMessage) -> bytes:
        return status(500 if json.loads(received.body)["sequence"] == 1 else 204)

    receiver.respond = once
    await stand.record(Sold(1), Sold(1))
    await stand.fan_out()
    assert [await stand.send(), await stand.send(), await stand.send()] == [1, 1, 0]
    await stand.make_due()
    receiver.respond = lambda _: status(204)
    assert await stand.send() == 1
    assert sent_sequences(receiver) == [1, 2, 1]


async def test_a_replay_is_sent_in_sequence(stand: Stand, receiver: Receiver) -> None:
    made = await stand.endpoint(receiver.url)
    await overlapping(stand)
    await stand.fan_out()
    await stand.rows("DELETE FROM webhooks.deliveries")
    period = {"from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}
    response = await stand.manager.post(f"/v1/webhook-endpoints/{made['id']}/replay", json=period)
    assert response.json() == {"deliveries": 2}
    while await stand.send():
        pass
    assert sent_sequences(receiver) == [1, 2]


async def test_many_writers_fanned_out_by_many_workers_and_sent_by_two_senders_arrive_in_sequence(
    stand: Stand, receiver: Receiver
) -> None:
    neighbor = Stand(stand.database)
    await stand.endpoint(receiver.url)
    apples, each, places = 3, 6, asyncio.Semaphore(5)

    async def write(apple: int) -> None:
        async with places, stand.database.begin() as tx:
            await tx.fetch("SELECT pg_current_xact_id(), pg_advisory_xact_lock(4711, $1)", apple)
            (row,) = await tx.fetch(
                "SELECT count(*)::int + 1 AS next FROM platform.events WHERE aggregate_id = $1", str(apple)
            )
            tx.record(OutgoingEvent(Sold(apple), aggregate_id=str(apple), sequence=row["next"], metadata=METADATA))
            await tx.commit()

    async def fan_out() -> None:
        while await stand.rows("SELECT 1 FROM platform.deliveries WHERE done_at IS NULL"):
            await fan_out_one(stand)

    async with stand.sending(), neighbor.sending():
        await asyncio.gather(*(write(number % apples) for number in range(apples * each)))
        await asyncio.gather(fan_out(), fan_out(), fan_out())
        await receiver.until(apples * each)
    sequences: dict[str, list[int]] = {}
    for received in receiver.received:
        message = json.loads(received.body)
        sequences.setdefault(received.headers["tradepost-subject"], []).append(message["sequence"])
    assert sequences == {f"apple:{apple}": list(range(1, each + 1)) for apple in range(apples)}
