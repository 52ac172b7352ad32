"""Sending and settling: concurrency, order, retries."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from modules.webhooks.adapters.outbound.address_resolution import AddressResolver, resolved
from modules.webhooks.domain.delivery import LEASE
from shared.infra.injection import override, resolve
from tests.modules.webhooks.adapters.endpoint_requests import FAILS, one
from tests.modules.webhooks.receiver import Receiver, status
from tests.modules.webhooks.webhooks_app import PATH, POLICY, WebhooksApp


async def test_a_message_is_sent_and_settled(app: WebhooksApp, receiver: Receiver) -> None:
    made = await app.endpoint(receiver.url)
    await app.sell(7)
    await app.fan_out()
    async with app.sending():
        (received,) = await receiver.until(1)
    received.verify(made["secret"])
    assert received.headers["tradepost-subject"] == "apple:7"
    delivery = await one(app, made["id"])
    assert (delivery["status"], delivery["attempts"], delivery["last_status"], delivery["due_at"]) == (
        ("succeeded", 1, 204, None)
    )
    assert delivery["succeeded_at"] >= delivery["created_at"]
    assert delivery["body"]["data"] == {"id": 7, "colour": "green"}
    assert [(each["number"], each["status"], each["error"]) for each in delivery["tries"]] == [(1, 204, None)]


async def test_a_hanging_receiver_does_not_delay_others(app: WebhooksApp, receiver: Receiver) -> None:
    async with Receiver() as hanging:
        hanging.respond = lambda _: None
        slow = await app.endpoint(hanging.url)
        fast = await app.endpoint(receiver.url)
        await app.sell(*range(1, 31))
        await app.fan_out()
        async with app.sending():
            await hanging.until(2)
            assert len(await receiver.until(30)) == 30
            # All messages of the fast endpoint have arrived while the slow one still holds its first two.

            assert (len(hanging.received), hanging.max_concurrent) == (2, 2)
            hanging.release()
        assert {delivery["status"] for delivery in await app.deliveries(fast["id"])} == {"succeeded"}
        assert {delivery["status"] for delivery in await app.deliveries(slow["id"])} == {"pending"}


async def test_many_hanging_receivers_leave_capacity_for_others(app: WebhooksApp, receiver: Receiver) -> None:
    async with Receiver() as hanging:
        hanging.respond = lambda _: None
        for _ in range(30):
            await app.endpoint(hanging.url)
        await app.rows("UPDATE webhooks.endpoints SET failing_since = now()")
        await app.sell(1, 2)
        await app.fan_out()
        async with app.sending():
            await hanging.until(25)
            fast = await app.endpoint(receiver.url)
            await app.manager.post(f"{PATH}/{fast['id']}/test")
            await receiver.until(1)
            assert len(hanging.received) == 25
            hanging.release()


async def test_two_workers_send_at_most_two_at_a_time_to_an_endpoint(app: WebhooksApp, receiver: Receiver) -> None:
    await app.endpoint(receiver.url)
    await app.sell(*range(1, 11))
    await app.fan_out()
    begin, until = resolve(app.webhooks.units).begin, datetime.now(UTC) + LEASE
    async with begin() as one_worker:
        assert len(await one_worker.deliveries.claim(2, 50, 50, until)) == 2
        async with begin() as another:
            assert await another.deliveries.claim(2, 50, 50, until) == []
        await one_worker.commit()
    assert await resolve(app.webhooks.claim_due)(50, 50) == []


async def test_healthy_endpoints_come_first(app: WebhooksApp, receiver: Receiver) -> None:
    failing, well = await app.endpoint(receiver.url), await app.endpoint(receiver.url)
    await app.rows(f"UPDATE webhooks.endpoints SET failing_since = now() WHERE id = {failing['id']}")
    await app.sell(1)
    await app.fan_out()
    await app.rows(
        f"UPDATE webhooks.deliveries SET due_at = due_at - interval '1 hour' WHERE endpoint_id = {failing['id']}"
    )
    claimed = [(await resolve(app.webhooks.claim_due)(1, 1))[0].endpoint.id for _ in range(2)]
    assert claimed == [well["id"], failing["id"]]


async def test_with_two_workers_each_message_arrives_once(app: WebhooksApp, receiver: Receiver) -> None:
    neighbor = WebhooksApp(app.database)
    await app.endpoint(receiver.url)
    await app.sell(*range(1, 21))
    await app.fan_out()
    async with app.sending(), neighbor.sending():
        await receiver.until(20)
    subjects = [received.headers["tradepost-subject"] for received in receiver.received]
    assert sorted(subjects) == sorted({f"apple:{n}" for n in range(1, 21)})


async def test_failures_are_retried_by_the_schedule(app: WebhooksApp, receiver: Receiver) -> None:
    receiver.respond = lambda _: FAILS
    made = await app.endpoint(receiver.url)
    await app.sell(1)
    await app.fan_out()
    for tries, middle in enumerate((5, 300, 1800), 1):
        assert await app.send() == 1
        assert await app.send() == 0
        (row,) = await app.rows(
            "SELECT EXTRACT(EPOCH FROM due_at - (SELECT max(at) FROM webhooks.delivery_attempts)) AS pause"
            " FROM webhooks.deliveries"
        )
        assert 0.9 * middle <= row["pause"] <= 1.1 * middle + 5, tries
        await app.make_due()
    delivery = await one(app, made["id"])
    assert [(each["number"], each["error"]) for each in delivery["tries"]] == [(n, "answered 500") for n in (1, 2, 3)]
    assert (delivery["status"], delivery["last_status"]) == ("pending", 500)
    for _ in range(7):
        await app.make_due()
        await app.send()
    assert (await one(app, made["id"]))["status"] == "failed"
    await app.make_due()
    assert (await app.send(), len(receiver.received)) == (0, 10)


async def test_after_a_sender_dies_the_same_message_is_sent_again(app: WebhooksApp, receiver: Receiver) -> None:
    made = await app.endpoint(receiver.url)
    await app.sell(1)
    await app.fan_out()
    (due,) = await resolve(app.webhooks.claim_due)(50, 50)
    body = await resolve(app.webhooks.render_body)(due.delivery)
    assert body is not None
    await resolve(app.webhooks.deliver)._send(due, body)  # The sender dies before it settles.

    app.colour = "red"
    assert await app.send() == 0
    app.database.clock_shift = LEASE - timedelta(seconds=5)
    assert await app.send() == 0
    app.database.clock_shift = LEASE + timedelta(seconds=1)
    assert await app.send() == 1
    first, second = receiver.received
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    delivery = await one(app, made["id"])
    assert (delivery["status"], delivery["attempts"]) == ("succeeded", 2)


async def test_deliveries_of_a_dead_sender_do_not_wait_for_the_lease(app: WebhooksApp, receiver: Receiver) -> None:
    made = await app.endpoint(receiver.url)
    await app.sell(1, 2)
    await app.fan_out()
    (row,) = await app.rows("INSERT INTO platform.holders (since) VALUES (now()) RETURNING id")
    app.database.holder = row["id"]
    assert len(await resolve(app.webhooks.claim_due)(50, 50)) == 2
    assert await app.send() == 0, "it lives"
    await app.rows("DELETE FROM platform.holders")  # A relay does this when the holder's lock is free.

    assert await app.send() == 2
    assert {delivery["attempts"] for delivery in await app.deliveries(made["id"])} == {2}


async def test_a_late_sender_settles_nothing(app: WebhooksApp, receiver: Receiver) -> None:
    made = await app.endpoint(receiver.url)
    await app.sell(1)
    await app.fan_out()
    (late,) = await resolve(app.webhooks.claim_due)(50, 50)
    app.database.clock_shift = LEASE + timedelta(seconds=1)
    (claimed_again,) = await resolve(app.webhooks.claim_due)(50, 50)
    receiver.respond = lambda _: FAILS
    await resolve(app.webhooks.deliver)(late)
    assert (await one(app, made["id"]))["tries"] == []
    receiver.respond = lambda _: status(200)
    app.colour = "red"
    await resolve(app.webhooks.deliver)(claimed_again)
    assert (await one(app, made["id"]))["status"] == "succeeded"
    first, second = receiver.received
    assert first.body == second.body, "what was rendered first is what is sent"


async def test_a_slow_name_look_up_does_not_delay_others(app: WebhooksApp, receiver: Receiver) -> None:
    requested, known = threading.Event(), threading.Event()

    def slowly(host: str, port: int) -> Sequence[str]:
        if host == "slow.example":
            requested.set()
            known.wait()
        return resolved("127.0.0.1", port)

    override(app.webhooks.addresses, AddressResolver(POLICY, slowly))
    await app.rows(
        "INSERT INTO webhooks.endpoints (url, event_types, active, secret_version, event_count, version, created_at, "
        f"updated_at) VALUES ('http://slow.example:{receiver.port}/', '{{*}}', true, 1, 0, 1, now(), now())"
    )
    await app.endpoint(receiver.url)
    await app.sell(1, 2, 3)
    await app.fan_out()
    async with app.sending():
        fast = await receiver.until(3)
        assert requested.is_set()
        assert {received.headers["host"] for received in fast} == {f"127.0.0.1:{receiver.port}"}
        known.set()
