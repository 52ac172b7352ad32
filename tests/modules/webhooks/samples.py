"""Samples of webhook endpoints and their deliveries for the tests of the whole program."""

from tests.edges.access.access_samples import AccessSamples
from tests.edges.shop import Shop
from tests.entrypoints.lists.copies import ID, TIMES, Copies, Rows
from tests.entrypoints.lists.list_samples import Filling, ListSamples, Singles
from tests.module_samples import ModuleSamples
from tests.openapi.document_samples import DocumentSamples
from tests.openapi.walk import Walk


async def endpoint(shop: Shop) -> str:
    if "endpoint" not in shop.facts:
        body = {"url": "https://example.com/hooks", "event_types": ["orders.*"]}
        shop.facts["endpoint"] = await shop.done("admin", "POST", "/v1/webhook-endpoints", body)
    return str(shop.facts["endpoint"]["id"])


async def delivery(shop: Shop) -> str:
    tried = await shop.done("admin", "POST", f"/v1/webhook-endpoints/{await endpoint(shop)}/test")
    return str(tried["id"])


async def fill_lists(filling: Filling) -> Singles:
    await filling.post("/v1/webhook-endpoints", {"url": "http://127.0.0.1:9/", "event_types": ["*"]})
    await filling.post("/v1/webhook-endpoints/1/test", status=202)
    return {
        "/v1/webhook-endpoints/{endpoint_id}": "/v1/webhook-endpoints/1",
        "/v1/webhook-deliveries/{delivery_id}": "/v1/webhook-deliveries/1",
    }


def send_examples(walk: Walk) -> None:
    endpoint = walk.step("create_webhook_endpoint")["id"]
    walk.step("change_webhook_endpoint", endpoint_id=endpoint)
    walk.step("replay_webhook_events", endpoint_id=endpoint)


SAMPLES = ModuleSamples(
    needs=["users"],
    access=AccessSamples(
        objects={
            "/v1/webhook-endpoints/{endpoint_id}": endpoint,
            "/v1/webhook-deliveries/{delivery_id}": delivery,
        },
        # to the owner of the endpoint, once
        shown_secrets={"EndpointOut": {"secret_rotated_at"}, "EndpointWithSecretOut": {"secret", "secret_rotated_at"}},
    ),
    lists=ListSamples(
        fill=fill_lists,
        rows={
            "/v1/webhook-endpoints": Rows([Copies("webhooks.endpoints", {**ID, **TIMES})]),
            "/v1/webhook-endpoints/{endpoint_id}/deliveries": Rows(
                [Copies("webhooks.deliveries", {**ID, "event_id": "gen_random_uuid()", **TIMES})],
                path="/v1/webhook-endpoints/1/deliveries",
            ),
        },
        filter_values={"/v1/webhook-endpoints/{endpoint_id}/deliveries": {"type": "orders.order.placed"}},
    ),
    document=DocumentSamples(
        send_examples=send_examples,
    ),
    promised_events={"webhooks.endpoint.disabled"},
    personal_tables={"webhooks.deliveries"},
    technical_nouns={
        "delivery": "of an event to a consumer",
        "delivery attempt": "of an event to a consumer",
        "endpoint": "of HTTP",
    },
)
