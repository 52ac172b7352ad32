"""When an endpoint is disabled or deactivated."""

from tests.modules.webhooks.adapters.endpoint_requests import FAILS, endpoint, one
from tests.modules.webhooks.receiver import Receiver, status
from tests.modules.webhooks.webhooks_app import PATH, WebhooksApp


async def test_a_410_disables_the_endpoint_at_once_with_an_event(app: WebhooksApp, receiver: Receiver) -> None:
    receiver.respond = lambda _: status(410)
    made = await app.endpoint(receiver.url)
    await app.sell(1, 2, 3)
    await app.fan_out()
    await app.send()
    now = await endpoint(app, made["id"])
    assert (now["active"], now["disabled_reason"]) == (False, "gone")
    fates = sorted(delivery["status"] for delivery in await app.deliveries(made["id"]))
    assert "pending" not in fates
    assert fates.count("failed") in (1, 2)
    (event,) = await app.rows("SELECT * FROM platform.events WHERE type = 'webhooks.endpoint.disabled'")
    assert (event["aggregate_type"], event["aggregate_id"], event["sequence"]) == (
        ("webhook_endpoint", str(made["id"]), 1)
    )
    assert event["data"] == {"endpoint_id": made["id"], "reason": "gone"}
    await app.manager.patch(f"{PATH}/{made['id']}", json={"active": True})
    await app.sell(4)
    await app.fan_out()
    await app.send()
    rows = await app.rows("SELECT sequence FROM platform.events WHERE type = 'webhooks.endpoint.disabled'")
    assert sorted(row["sequence"] for row in rows) == [1, 2]


async def test_five_days_of_failures_disable_an_endpoint(app: WebhooksApp, receiver: Receiver) -> None:
    receiver.respond = lambda _: FAILS
    made = await app.endpoint(receiver.url)
    await app.sell(1)
    await app.fan_out()
    await app.send()
    assert (await endpoint(app, made["id"]))["failing_since"] is not None
    await app.rows("UPDATE webhooks.endpoints SET failing_since = now() - interval '4 days 23 hours'")
    await app.make_due()
    await app.send()
    assert (await endpoint(app, made["id"]))["active"]
    await app.rows("UPDATE webhooks.endpoints SET failing_since = now() - interval '5 days'")
    await app.make_due()
    await app.send()
    now = await endpoint(app, made["id"])
    assert (now["active"], now["disabled_reason"]) == (False, "failing")


async def test_one_success_resets_the_five_days(app: WebhooksApp, receiver: Receiver) -> None:
    made = await app.endpoint(receiver.url)
    await app.rows("UPDATE webhooks.endpoints SET failing_since = now() - interval '6 days'")
    await app.sell(1)
    await app.fan_out()
    await app.send()
    now = await endpoint(app, made["id"])
    assert (now["active"], now["failing_since"]) == (True, None)


async def test_deactivation_discards_pending_deliveries(app: WebhooksApp, receiver: Receiver) -> None:
    made = await app.endpoint(receiver.url)
    await app.sell(1)
    await app.fan_out()
    await app.manager.patch(f"{PATH}/{made['id']}", json={"active": False})
    assert (await one(app, made["id"]))["status"] == "discarded"
    for action in ("test", "replay"):
        body = {"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z"} if action == "replay" else None
        refused = await app.manager.post(f"{PATH}/{made['id']}/{action}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "invalid_transition")
    assert await app.send() == 0
