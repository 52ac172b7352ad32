"""Samples of dead letters for the tests of the whole program."""

from tests.edges.access.access_samples import AccessSamples
from tests.edges.shop import Shop
from tests.module_samples import ModuleSamples
from tests.modules.orders.sample_data.access import order


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


SAMPLES = ModuleSamples(
    access=AccessSamples(
        objects={"/v1/admin/dead-letters/{letter_id}": dead_letter},
        recreated={"discard_dead_letter"},
    ),
)
