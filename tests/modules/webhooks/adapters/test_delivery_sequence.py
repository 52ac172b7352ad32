"""First attempts of an aggregate's messages to an endpoint start in sequence."""

import asyncio
import json

from shared.infra.injection import resolve
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.workers.delivery_handlers import TransactionalHandler
from shared.kernel.events import OutgoingEvent
from tests.modules.webhooks.receiver import ReceivedMessage, Receiver, status
from tests.modules.webhooks.webhooks_app import LEASE, METADATA, Sold, WebhooksApp


def sent_sequences(receiver: Receiver) -> list[int]:
    return [json.loads(received.body)["sequence"] for received in receiver.received]


async def fan_out_one(app: WebhooksApp) -> None:
    """Fan out the event that has been due the longest, as a worker does."""
    (fan_out, _) = resolve(app.webhooks.module).subscriptions()
    lease = await Claims(app.database).claim({fan_out.consumer.name: 1}, LEASE)
    await TransactionalHandler(fan_out, Inbox(app.database), LEASE)([c.event_id for c in lease.claimed], lease.until)


async def overlapping(app: WebhooksApp) -> None:
    """Record two events of an aggregate. The transaction of the second began first, so it is due first."""
    async with app.database.begin() as first:
        await first.fetch("SELECT pg_current_xact_id()")
        async with app.database.begin() as second:
            second.record(OutgoingEvent(Sold(1), aggregate_id="1", sequence=1, metadata=METADATA))
            await second.commit()
        first.record(OutgoingEvent(Sold(1), aggregate_id="1", sequence=2, metadata=METADATA))
        await first.commit()


async def test_the_later_event_of_the_earlier_transaction_is_sent_later(app: WebhooksApp, receiver: Receiver) -> None:
    await app.endpoint(receiver.url)
    await overlapping(app)
    await fan_out_one(app)
    while await app.send():
        pass
    assert sent_sequences(receiver) == [1, 2], "fanned out together, though only the second was due to it"
    await app.fan_out()
    assert await app.send() == 0


async def test_a_message_waits_for_the_first_attempt_of_the_preceding_one(app: WebhooksApp, receiver: Receiver) -> None:
    await app.endpoint(receiver.url)
    await app.record(Sold(1), Sold(1), Sold(1))
    await app.fan_out()
    first = await resolve(app.webhooks.claim_due)(50, 50)
    assert [due.delivery.message.sequence for due in first] == [1]
    assert await resolve(app.webhooks.claim_due)(50, 50) == [], "while it is under way"
    await resolve(app.webhooks.deliver)(first[0])
    assert [due.delivery.message.sequence for due in await resolve(app.webhooks.claim_due)(50, 50)] == [2]


async def test_a_failed_message_does_not_block_later_ones(app: WebhooksApp, receiver: Receiver) -> None:
    await app.endpoint(receiver.url)

    def once(received: ReceivedMessage) -> bytes:
        return status(500 if json.loads(received.body)["sequence"] == 1 else 204)

    receiver.respond = once
    await app.record(Sold(1), Sold(1))
    await app.fan_out()
    assert [await app.send(), await app.send(), await app.send()] == [1, 1, 0]
    await app.make_due()
    receiver.respond = lambda _: status(204)
    assert await app.send() == 1
    assert sent_sequences(receiver) == [1, 2, 1]


async def test_a_replay_is_sent_in_sequence(app: WebhooksApp, receiver: Receiver) -> None:
    made = await app.endpoint(receiver.url)
    await overlapping(app)
    await app.fan_out()
    await app.rows("DELETE FROM webhooks.deliveries")
    period = {"from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}
    response = await app.manager.post(f"/v1/webhook-endpoints/{made['id']}/replay", json=period)
    assert response.json() == {"deliveries": 2}
    while await app.send():
        pass
    assert sent_sequences(receiver) == [1, 2]


async def test_many_writers_fanned_out_by_many_workers_and_sent_by_two_senders_arrive_in_sequence(
    app: WebhooksApp, receiver: Receiver
) -> None:
    neighbor = WebhooksApp(app.database)
    await app.endpoint(receiver.url)
    apples, each, places = 3, 6, asyncio.Semaphore(5)

    async def write(apple: int) -> None:
        async with places, app.database.begin() as tx:
            await tx.fetch("SELECT pg_current_xact_id(), pg_advisory_xact_lock(4711, $1)", apple)
            (row,) = await tx.fetch(
                "SELECT count(*)::int + 1 AS next FROM platform.events WHERE aggregate_id = $1", str(apple)
            )
            tx.record(OutgoingEvent(Sold(apple), aggregate_id=str(apple), sequence=row["next"], metadata=METADATA))
            await tx.commit()

    async def fan_out() -> None:
        while await app.rows("SELECT 1 FROM platform.deliveries WHERE done_at IS NULL"):
            await fan_out_one(app)

    async with app.sending(), neighbor.sending():
        await asyncio.gather(*(write(number % apples) for number in range(apples * each)))
        await asyncio.gather(fan_out(), fan_out(), fan_out())
        await receiver.until(apples * each)
    sequences: dict[str, list[int]] = {}
    for received in receiver.received:
        message = json.loads(received.body)
        sequences.setdefault(received.headers["tradepost-subject"], []).append(message["sequence"])
    assert sequences == {f"apple:{apple}": list(range(1, each + 1)) for apple in range(apples)}
