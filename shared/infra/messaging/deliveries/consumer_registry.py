"""Registered consumers of event types, read by every transaction that records an event."""

from collections.abc import Sequence

from shared.infra.sql.database import Database
from shared.kernel.module import Consumer

_REGISTER = """
    INSERT INTO platform.consumers AS c (event_type, consumer, external)
    SELECT * FROM unnest($1::text[], $2::text[], $3::boolean[])
    ON CONFLICT (event_type, consumer) DO UPDATE SET external = excluded.external
    WHERE c.external <> excluded.external
"""


async def register(database: Database, consumers: Sequence[Consumer]) -> None:
    """Deliver every event from now on to these consumers too, except those on demand.

    Consumers are never removed here: a program of another version may be running beside this one, and its consumers
    must not miss an event.
    """
    rows = [(type_, each.name, each.external) for each in consumers if not each.on_demand for type_ in each.events]
    async with database.begin() as tx:
        await tx.fetch(_REGISTER, *([row[i] for row in rows] for i in range(3)))
        await tx.commit()
