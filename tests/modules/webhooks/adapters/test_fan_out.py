"""An event becomes one delivery for every subscribed endpoint."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from shared.infra.injection import resolve
from tests.modules.webhooks.receiver import Receiver, status
from tests.modules.webhooks.webhooks_app import PATH, OrderErased, Rotted, Sold, Stand, UserDeleted

URL = "http://127.0.0.1:9/hook"


async def subscribed_types(stand: Stand) -> list[str]:
    rows = await stand.rows("SELECT event_type FROM platform.consumers WHERE consumer = 'webhooks.fan_out'")
    return [row[0] for row in rows]


async def test_events_are_subscribed_while_there_is_an_active_endpoint(stand: Stand) -> None:
    await stand.sell(1)
    assert await subscribed_types(stand) == []
    first, second = await stand.endpoint(URL), await stand.endpoint(URL)
    assert await subscribed_types(stand) == ["*"]
    await stand.manager.patch(f"{PATH}/{first['id']}", json={"active": False})
    assert await subscribed_types(stand) == ["*"]
    await stand.manager.delete(f"{PATH}/{second['id']}")
    assert await subscribed_types(stand) == []
    await stand.sell(2)
    await stand.manager.patch(f"{PATH}/{first['id']}", json={"active": True})
    assert await subscribed_types(stand) == ["*"]
    await stand.sell(3)
    await stand.fan_out()
    assert [delivery["subject"] for delivery in await stand.deliveries(first["id"])] == ["apple:3"]


async def test_every_endpoint_gets_its_event_types(stand: Stand) -> None:
    ids = [
        (await stand.endpoint(URL, *globs))["id"]
        for globs in (("*",), ("stand.*",), ("stand.apple.*", "stand.apple.sold"), ("stand.pear.rotted",), ("x.*",))
    ]
    await stand.record(Sold(1))
    await stand.record(Rotted(2))
    await stand.fan_out()
    types = [sorted(delivery["type"] for delivery in await stand.deliveries(id_)) for id_ in ids]
    both = ["stand.apple.sold", "stand.pear.rotted"]
    assert types == [both, both, both[:1], both[1:], []]


async def test_an_event_becomes_one_delivery_however_often_it_is_fanned_out(stand: Stand) -> None:
    made = await stand.endpoint(URL)
    await stand.sell(1, 2)
    for _ in range(3):
        await stand.rows("UPDATE platform.deliveries SET done_at = NULL, leased_until = NULL")
        await stand.fan_out()
        assert await stand.rows("SELECT 1 FROM platform.deliveries WHERE done_at IS NULL") == []
    subjects = sorted(delivery["subject"] for delivery in await stand.deliveries(made["id"]))
    assert subjects == ["apple:1", "apple:2"]


async def test_two_workers_fanning_out_the_same_make_one_delivery(stand: Stand) -> None:
    made = await stand.endpoint(URL)
    await stand.sell(*range(1, 21))
    await asyncio.gather(*(stand.fan_out() for _ in range(4)))
    await stand.fan_out()
    assert len(await stand.deliveries(made["id"])) == 20


async def test_the_body_is_rendered_at_the_first_attempt_and_then_never_changes(
    stand: Stand, receiver: Receiver
) -> None:
    made = await stand.endpoint(receiver.url, "stand.apple.*")
    receiver.respond = lambda _: status(500)
    await stand.sell(7)
    await stand.fan_out()
    stand.colour = "red"
    for _ in range(3):
        await stand.send()
        stand.colour = "brown"
        await stand.make_due()
    first, *others = receiver.received
    payload = json.loads(first.body)
    assert (payload["type"], payload["sequence"], payload["data"]) == (
        "stand.apple.sold",
        1,
        {"id": 7, "colour": "red"},
    )
    assert [(received.body, received.headers["webhook-id"]) for received in others] == [(first.body, payload["id"])] * 2
    (delivery,) = await stand.deliveries(made["id"])
    assert (delivery["event_id"], delivery["status"], delivery["attempts"]) == (payload["id"], "pending", 3)


async def test_an_event_without_a_resource_shows_its_own_data(stand: Stand, receiver: Receiver) -> None:
    await stand.endpoint(receiver.url)
    await stand.record(Rotted(4))
    await stand.fan_out()
    await stand.send()
    assert json.loads(receiver.received[0].body)["data"] == {"pear_id": 4}


async def test_a_rendering_failure_is_retried_and_does_not_count_against_the_endpoint(
    stand: Stand, receiver: Receiver
) -> None:
    made = await stand.endpoint(receiver.url)
    await stand.sell(1)
    await stand.fan_out()
    await stand.rows("UPDATE platform.events SET data = '{}'")
    await stand.send()
    (delivery,) = await stand.deliveries(made["id"])
    assert (delivery["status"], delivery["last_error"]) == ("pending", "the body could not be rendered: KeyError")
    assert (await stand.manager.get(f"{PATH}/{made['id']}")).json()["failing_since"] is None
    assert receiver.received == []


@pytest.mark.parametrize("erased", [UserDeleted(3), OrderErased(7, 3)], ids=lambda event: event.type)
async def test_erased_users_are_erased_from_stored_messages(
    stand: Stand, receiver: Receiver, erased: UserDeleted | OrderErased
) -> None:
    made = await stand.endpoint(receiver.url, "stand.*")
    await stand.record(Sold(1, customer_id=3), Sold(2, customer_id=4))
    await stand.fan_out()
    while await stand.send():
        pass
    await stand.record(erased, aggregate_id="3")
    await stand.fan_out()
    bodies = {}
    for delivery in await stand.deliveries(made["id"]):
        detail = (await stand.manager.get(f"/v1/webhook-deliveries/{delivery['id']}")).json()
        bodies[delivery["sequence"]] = detail["body"]
    assert bodies[1] is None
    assert bodies[2]["data"] == {"id": 2, "colour": "green"}


async def test_deliveries_are_kept_for_thirty_days(stand: Stand, receiver: Receiver) -> None:
    made = await stand.endpoint(receiver.url)
    (job,) = resolve(stand.webhooks.module).jobs()
    await stand.sell(1)
    await stand.fan_out()
    await stand.send()
    await stand.sell(2)
    await stand.fan_out()
    stand.database.clock_shift = timedelta(days=29)
    await job.run()
    assert len(await stand.deliveries(made["id"])) == 2
    stand.database.clock_shift = timedelta(days=31)
    await job.run()
    (left,) = await stand.deliveries(made["id"])
    assert left["status"] == "pending"


async def test_a_period_is_replayed(stand: Stand, receiver: Receiver) -> None:
    began = datetime.now(UTC) - timedelta(minutes=1)
    await stand.sell(1, 2)
    await stand.record(Rotted(1))
    made = await stand.endpoint(receiver.url, "stand.*")
    replay = f"{PATH}/{made['id']}/replay"
    period = {"from": began.isoformat(), "to": datetime.now(UTC).isoformat()}
    response = await stand.manager.post(replay, json={**period, "types": ["stand.apple.*"]})
    assert (response.status_code, response.json()) == (202, {"deliveries": 2})
    assert response.headers["location"] == f"{PATH}/{made['id']}/deliveries"
    await stand.send()
    again = await stand.manager.post(replay, json=period)
    assert again.json() == {"deliveries": 3}
    while await stand.send():
        pass
    assert len(receiver.received) == 5
    assert len({received.headers["webhook-id"] for received in receiver.received}) == 3
    before = {"from": "2020-01-01T00:00:00Z", "to": began.isoformat()}
    assert (await stand.manager.post(replay, json=before)).json() == {"deliveries": 0}
    refused = await stand.manager.post(replay, json={"from": period["to"], "to": period["from"]})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/to")


async def test_pending_messages_of_erased_users_are_rendered_again(stand: Stand, receiver: Receiver) -> None:
    receiver.respond = lambda _: status(500)
    await stand.endpoint(receiver.url, "stand.*")
    await stand.record(Sold(1, customer_id=3))
    await stand.fan_out()
    await stand.send()
    await stand.record(UserDeleted(3), aggregate_id="3")
    await stand.fan_out()
    stand.colour = "erased"
    await stand.make_due()
    await stand.send()
    colours = [json.loads(received.body)["data"]["colour"] for received in receiver.received]
    assert colours == ["green", "erased"]
    assert len({received.headers["webhook-id"] for received in receiver.received}) == 1
