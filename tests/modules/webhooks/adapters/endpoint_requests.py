"""Deliveries and endpoints as returned by the API."""

from tests.modules.webhooks.receiver import status
from tests.modules.webhooks.webhooks_app import PATH, Json, WebhooksApp

FAILS = status(500)


async def one(app: WebhooksApp, endpoint_id: int) -> Json:
    (delivery,) = await app.deliveries(endpoint_id)
    return (await app.manager.get(f"/v1/webhook-deliveries/{delivery['id']}")).json()


async def endpoint(app: WebhooksApp, endpoint_id: int) -> Json:
    return (await app.manager.get(f"{PATH}/{endpoint_id}")).json()
