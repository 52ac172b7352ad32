"""Samples of dead letters for the tests of the whole program."""

from tests.edges.access.access_samples import AccessSamples
from tests.edges.shop import Shop
from tests.entrypoints.lists.copies import ID, Copies, Rows
from tests.entrypoints.lists.list_samples import Filling, ListSamples, Singles
from tests.module_samples import ModuleSamples
from tests.modules.orders.sample_data.access import order
from tests.openapi.document_samples import DocumentSamples
from tests.openapi.walk import Walk


async def dead_letter(shop: Shop) -> str:
    await order(shop)
    rows = await shop.sql("""
        WITH dead AS (
            DELETE FROM platform.deliveries d WHERE (event_id, consumer) IN (
                SELECT event_id, consumer FROM platform.deliveries WHERE done_at IS NULL LIMIT 1
            ) RETURNING *
        )
        INSERT INTO platform.dead_letters (event_id, consumer, attempts, error, created_at)
        SELECT event_id, consumer, 12, 'RuntimeError: not today', now() FROM dead RETURNING id
    """)
    return str(rows[0]["id"])


async def fill_lists(filling: Filling) -> Singles:
    await filling.owner.execute(
        "INSERT INTO platform.dead_letters (event_id, consumer, attempts, error, created_at)"
        " SELECT id, 'consumer', 12, 'too bad', now() FROM platform.events LIMIT 1"
    )
    return {}


def send_examples(walk: Walk) -> None:
    walk.step("replay_dead_letters")


SAMPLES = ModuleSamples(
    needs=["orders"],
    access=AccessSamples(
        objects={"/v1/admin/dead-letters/{letter_id}": dead_letter},
        recreated={"discard_dead_letter"},
    ),
    lists=ListSamples(
        fill=fill_lists,
        rows={
            "/v1/admin/dead-letters": Rows([Copies("platform.dead_letters", {**ID, "consumer": "'consumer' || n"})]),
            "/v1/audit": Rows([Copies("platform.audit_log", {**ID, "at": "to_jsonb(now())"})]),
        },
        filter_values={
            "/v1/admin/dead-letters": {"consumer": "webhooks.fan_out", "type": "orders.order.placed"},
            "/v1/audit": {"actor": "user:1", "resource": "product:X"},
        },
    ),
    document=DocumentSamples(
        send_examples=send_examples,
    ),
    technical_nouns={
        "dead letter": "a delivery of an event that has failed for good",
        "event": "what modules publish",
        "operation": "of the OpenAPI document",
    },
)
