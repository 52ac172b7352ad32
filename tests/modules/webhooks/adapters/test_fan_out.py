"""An event becomes one delivery for every subscribed endpoint."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from shared.infra.injection import resolve
from tests.modules.webhooks.receiver import Receiver, status
from tests.modules.webhooks.webhooks_app import PATH, OrderErased, Rotted, Sold, UserDeleted, WebhooksApp

URL = "http://127.0.0.1:9/hook"


async def subscribed_types(app: WebhooksApp) -> list[str]:
    rows = await app.rows("SELECT event_type FROM platform.consumers WHERE consumer = 'webhooks.fan_out'")
    return [row[0] for row in rows]


async def test_events_are_subscribed_while_there_is_an_active_endpoint(app: WebhooksApp) -> None:
    await app.sell(1)
    assert await subscribed_types(app) == []
    first, second = await app.endpoint(URL), await app.endpoint(URL)
    assert await subscribed_types(app) == ["*"]
    await app.manager.patch(f"{PATH}/{first['id']}", json={"active": False})
    assert await subscribed_types(app) == ["*"]
    await app.manager.delete(f"{PATH}/{second['id']}")
    assert await subscribed_types(app) == []
    await app.sell(2)
    await app.manager.patch(f"{PATH}/{first['id']}", json={"active": True})
    assert await subscribed_types(app) == ["*"]
    await app.sell(3)
    await app.fan_out()
    assert [delivery["subject"] for delivery in await app.deliveries(first["id"])] == ["apple:3"]


async def test_every_endpoint_gets_its_event_types(app: WebhooksApp) -> None:
    ids = [
        (await app.endpoint(URL, *globs))["id"]
        for globs in (("*",), ("sample.*",), ("sample.apple.*", "sample.apple.sold"), ("sample.pear.rotted",), ("x.*",))
    ]
    await app.record(Sold(1))
    await app.record(Rotted(2))
    await app.fan_out()
    types = [sorted(delivery["type"] for delivery in await app.deliveries(id_)) for id_ in ids]
    both = ["sample.apple.sold", "sample.pear.rotted"]
    assert types == [both, both, both[:1], both[1:], []]


async def test_an_event_becomes_one_delivery_however_often_it_is_fanned_out(app: WebhooksApp) -> None:
    made = await app.endpoint(URL)
    await app.sell(1, 2)
    for _ in range(3):
        await app.rows("UPDATE platform.deliveries SET done_at = NULL, leased_until = NULL")
        await app.fan_out()
        assert await app.rows("SELECT 1 FROM platform.deliveries WHERE done_at IS NULL") == []
    subjects = sorted(delivery["subject"] for delivery in await app.deliveries(made["id"]))
    assert subjects == ["apple:1", "apple:2"]


async def test_two_workers_fanning_out_the_same_make_one_delivery(app: WebhooksApp) -> None:
    made = await app.endpoint(URL)
    await app.sell(*range(1, 21))
    await asyncio.gather(*(app.fan_out() for _ in range(4)))
    await app.fan_out()
    assert len(await app.deliveries(made["id"])) == 20


async def test_the_body_is_rendered_at_the_first_attempt_and_then_never_changes(
    app: WebhooksApp, receiver: Receiver
) -> None:
    made = await app.endpoint(receiver.url, "sample.apple.*")
    receiver.respond = lambda _: status(500)
    await app.sell(7)
    await app.fan_out()
    app.colour = "red"
    for _ in range(3):
        await app.send()
        app.colour = "brown"
        await app.make_due()
    first, *others = receiver.received
    payload = json.loads(first.body)
    assert (payload["type"], payload["sequence"], payload["data"]) == (
        "sample.apple.sold",
        1,
        {"id": 7, "colour": "red"},
    )
    assert [(received.body, received.headers["webhook-id"]) for received in others] == [(first.body, payload["id"])] * 2
    (delivery,) = await app.deliveries(made["id"])
    assert (delivery["event_id"], delivery["status"], delivery["attempts"]) == (payload["id"], "pending", 3)


async def test_an_event_without_a_resource_shows_its_own_data(app: WebhooksApp, receiver: Receiver) -> None:
    await app.endpoint(receiver.url)
    await app.record(Rotted(4))
    await app.fan_out()
    await app.send()
    assert json.loads(receiver.received[0].body)["data"] == {"pear_id": 4}


async def test_a_rendering_failure_is_retried_and_does_not_count_against_the_endpoint(
    app: WebhooksApp, receiver: Receiver
) -> None:
    made = await app.endpoint(receiver.url)
    await app.sell(1)
    await app.fan_out()
    await app.rows("UPDATE platform.events SET data = '{}'")
    await app.send()
    (delivery,) = await app.deliveries(made["id"])
    assert (delivery["status"], delivery["last_error"]) == ("pending", "the body could not be rendered: KeyError")
    assert (await app.manager.get(f"{PATH}/{made['id']}")).json()["failing_since"] is None
    assert receiver.received == []


@pytest.mark.parametrize("erased", [UserDeleted(3), OrderErased(7, 3)], ids=lambda event: event.type)
async def test_erased_users_are_erased_from_stored_messages(
    app: WebhooksApp, receiver: Receiver, erased: UserDeleted | OrderErased
) -> None:
    made = await app.endpoint(receiver.url, "sample.*")
    await app.record(Sold(1, customer_id=3), Sold(2, customer_id=4))
    await app.fan_out()
    while await app.send():
        pass
    await app.record(erased, aggregate_id="3")
    await app.fan_out()
    bodies = {}
    for delivery in await app.deliveries(made["id"]):
        detail = (await app.manager.get(f"/v1/webhook-deliveries/{delivery['id']}")).json()
        bodies[delivery["sequence"]] = detail["body"]
    assert bodies[1] is None
    assert bodies[2]["data"] == {"id": 2, "colour": "green"}


async def test_deliveries_are_kept_for_thirty_days(app: WebhooksApp, receiver: Receiver) -> None:
    made = await app.endpoint(receiver.url)
    (job,) = resolve(app.webhooks.module).jobs()
    await app.sell(1)
    await app.fan_out()
    await app.send()
    await app.sell(2)
    await app.fan_out()
    app.database.clock_shift = timedelta(days=29)
    await job.run()
    assert len(await app.deliveries(made["id"])) == 2
    app.database.clock_shift = timedelta(days=31)
    await job.run()
    (left,) = await app.deliveries(made["id"])
    assert left["status"] == "pending"


async def test_a_period_is_replayed(app: WebhooksApp, receiver: Receiver) -> None:
    began = datetime.now(UTC) - timedelta(minutes=1)
    await app.sell(1, 2)
    await app.record(Rotted(1))
    made = await app.endpoint(receiver.url, "sample.*")
    replay = f"{PATH}/{made['id']}/replay"
    period = {"from": began.isoformat(), "to": datetime.now(UTC).isoformat()}
    response = await app.manager.post(replay, json={**period, "types": ["sample.apple.*"]})
    assert (response.status_code, response.json()) == (202, {"deliveries": 2})
    assert response.headers["location"] == f"{PATH}/{made['id']}/deliveries"
    await app.send()
    again = await app.manager.post(replay, json=period)
    assert again.json() == {"deliveries": 3}
    while await app.send():
        pass
    assert len(receiver.received) == 5
    assert len({received.headers["webhook-id"] for received in receiver.received}) == 3
    before = {"from": "2020-01-01T00:00:00Z", "to": began.isoformat()}
    assert (await app.manager.post(replay, json=before)).json() == {"deliveries": 0}
    refused = await app.manager.post(replay, json={"from": period["to"], "to": period["from"]})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/to")


async def test_pending_messages_of_erased_users_are_rendered_again(app: WebhooksApp, receiver: Receiver) -> None:
    receiver.respond = lambda _: status(500)
    await app.endpoint(receiver.url, "sample.*")
    await app.record(Sold(1, customer_id=3))
    await app.fan_out()
    await app.send()
    await app.record(UserDeleted(3), aggregate_id="3")
    await app.fan_out()
    app.colour = "erased"
    await app.make_due()
    await app.send()
    colours = [json.loads(received.body)["data"]["colour"] for received in receiver.received]
    assert colours == ["green", "erased"]
    assert len({received.headers["webhook-id"] for received in receiver.received}) == 1
