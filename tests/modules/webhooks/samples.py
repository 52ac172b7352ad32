"""Samples of webhook endpoints and their deliveries for the tests of the whole program."""

from tests.edges.access.access_samples import AccessSamples
from tests.edges.shop import Shop
from tests.module_samples import ModuleSamples


async def endpoint(shop: Shop) -> str:
    if "endpoint" not in shop.facts:
        body = {"url": "https://example.com/hooks", "event_types": ["orders.*"]}
        shop.facts["endpoint"] = await shop.done("admin", "POST", "/v1/webhook-endpoints", body)
    return str(shop.facts["endpoint"]["id"])


async def delivery(shop: Shop) -> str:
    tried = await shop.done("admin", "POST", f"/v1/webhook-endpoints/{await endpoint(shop)}/test")
    return str(tried["id"])


SAMPLES = ModuleSamples(
    access=AccessSamples(
        objects={
            "/v1/webhook-endpoints/{endpoint_id}": endpoint,
            "/v1/webhook-deliveries/{delivery_id}": delivery,
        },
        # to the owner of the endpoint, once
        shown_secrets={"EndpointOut": {"secret_rotated_at"}, "EndpointWithSecretOut": {"secret", "secret_rotated_at"}},
    ),
)
