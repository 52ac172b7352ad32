"""Test messages, redeliveries and their signatures."""

from tests.modules.webhooks.receiver import Receiver
from tests.modules.webhooks.webhooks_app import PATH, WebhooksApp


async def test_a_test_message_looks_like_an_event(app: WebhooksApp, receiver: Receiver) -> None:
    made = await app.endpoint(receiver.url, "orders.*")
    response = await app.manager.post(f"{PATH}/{made['id']}/test")
    assert response.status_code == 202
    async with app.sending():
        (received,) = await receiver.until(1)
    received.verify(made["secret"])
    delivery = (await app.manager.get(response.headers["location"])).json()
    assert (delivery["origin"], delivery["type"], delivery["status"]) == ("test", "webhooks.test", "succeeded")
    assert delivery["body"] == {
        "id": received.headers["webhook-id"],
        "type": "webhooks.test",
        "timestamp": delivery["body"]["timestamp"],
        "sequence": 0,
        "data": {"endpoint_id": made["id"]},
    }


async def test_a_message_is_delivered_again_with_the_same_bytes(app: WebhooksApp, receiver: Receiver) -> None:
    made = await app.endpoint(receiver.url)
    await app.sell(1)
    await app.fan_out()
    await app.send()
    (delivery,) = await app.deliveries(made["id"])
    app.colour = "red"
    response = await app.manager.post(f"/v1/webhook-deliveries/{delivery['id']}/redeliver")
    assert (response.status_code, response.json()["origin"]) == (202, "redelivery")
    await app.send()
    first, second = receiver.received
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    assert [each["origin"] for each in await app.deliveries(made["id"])] == ["redelivery", "event"]
    assert (await app.manager.post("/v1/webhook-deliveries/999/redeliver")).status_code == 404
    assert (await app.manager.get("/v1/webhook-deliveries/999")).status_code == 404


async def test_deliveries_are_found_by_status_and_type(app: WebhooksApp, receiver: Receiver) -> None:
    made = await app.endpoint(receiver.url)
    await app.sell(1)
    await app.fan_out()
    await app.send()
    await app.manager.post(f"{PATH}/{made['id']}/test")
    assert [d["type"] for d in await app.deliveries(made["id"], status="pending")] == ["webhooks.test"]
    assert [d["status"] for d in await app.deliveries(made["id"], type="sample.apple.sold")] == ["succeeded"]
    assert await app.deliveries(made["id"], status="failed") == []


async def test_after_a_rotation_both_secrets_verify_for_a_day(app: WebhooksApp, receiver: Receiver) -> None:
    made = await app.endpoint(receiver.url)
    response = await app.manager.post(f"{PATH}/{made['id']}/rotate-secret")
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    rotated = response.json()
    assert rotated["secret"] != made["secret"]
    await app.sell(1)
    await app.fan_out()
    await app.send()
    for secret in (made["secret"], rotated["secret"]):
        receiver.received[0].verify(secret)
    await app.rows("UPDATE webhooks.endpoints SET rotated_at = now() - interval '24 hours'")
    await app.sell(2)
    await app.fan_out()
    await app.send()
    receiver.received[1].verify(rotated["secret"])
    assert " " not in receiver.received[1].headers["webhook-signature"]
