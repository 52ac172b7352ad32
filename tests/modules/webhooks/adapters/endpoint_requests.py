"""Deliveries and endpoints as returned by the API."""

from tests.modules.webhooks.receiver import status
from tests.modules.webhooks.webhooks_app import PATH, Json, Stand

FAILS = status(500)


async def one(stand: Stand, endpoint_id: int) -> Json:
    (delivery,) = await stand.deliveries(endpoint_id)
    return (await stand.manager.get(f"/v1/webhook-deliveries/{delivery['id']}")).json()


async def endpoint(stand: Stand, endpoint_id: int) -> Json:
    return (await stand.manager.get(f"{PATH}/{endpoint_id}")).json()
