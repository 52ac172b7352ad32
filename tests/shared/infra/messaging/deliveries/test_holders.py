"""Workers that die are seen to be gone; what they held is due at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.deliveries.lease_holders import Presence, release_orphans
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.deliveries import Started, Succeeded
from shared.kernel.events import OutgoingEvent
from tests.shared.infra.messaging.test_outbox import METADATA, Happened

LEASE = timedelta(hours=1)
CONSUMER = "shop.count"

LOCKS_HERE = """
    SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = database
    WHERE locktype = 'advisory' AND classid = 20260 AND datname = current_database()
"""


@pytest.fixture
async def worker(database_url: str) -> AsyncIterator[Database]:
    """The connections of a process that can be made to die by ending its sessions."""
    made = Database(database_url, {}, pool_size=4, application_name="dying", outbox=Outbox)
    yield made
    await made.close()


async def present(db: Database) -> tuple[Presence, int]:
    presence = Presence(db)
    await presence.start()
    while db.holder is None:
        await asyncio.sleep(0.01)
    return presence, db.holder


async def die(db: Database) -> None:
    async with db.read() as reading:
        while await reading.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'dying' AND datname = current_database()"
        ):
            await asyncio.sleep(0.01)


async def begun(db: Database, inbox: Inbox) -> Started:
    async with db.begin() as tx:
        await tx.fetch(
            "INSERT INTO platform.consumers VALUES ($1, $2, false) ON CONFLICT DO NOTHING", Happened.type, CONSUMER
        )
        (row,) = await tx.fetch("SELECT count(*)::int + 1 AS next FROM platform.events")
        tx.record(OutgoingEvent(Happened(1), aggregate_id="7", sequence=row["next"], metadata=METADATA))
        await tx.commit()
    lease = await Claims(db).claim({CONSUMER: 9}, LEASE)
    return await inbox.begin(CONSUMER, [claimed.event_id for claimed in lease.claimed], lease.until, LEASE)


async def test_deliveries_of_dead_holders_are_due_immediately(db: Database, worker: Database) -> None:
    (dying, _), (living, _) = await present(worker), await present(db)
    lost, kept = await begun(db, Inbox(worker)), await begun(db, Inbox(db))
    assert await release_orphans(db) == 0
    # Its session is ended and not begun again, as if its process were gone.
    assert dying._task is not None
    dying._task.cancel()
    await asyncio.gather(dying._task, return_exceptions=True)
    await die(db)
    assert await release_orphans(db) == 1
    claimed = (await Claims(db).claim({CONSUMER: 9}, LEASE)).claimed
    assert [(c.event_id, c.attempts) for c in claimed] == [(lost.attempts[0].event_id, 1)]
    async with db.read() as reading:
        rows = await reading.fetch("SELECT 1 FROM platform.deliveries WHERE held_by IS NOT NULL")
        assert len(rows) == 1, "what is on its way to a worker is held by none"
    async with Inbox(db).open(CONSUMER, lost) as batch:
        assert batch.owned_ids == frozenset(), "who was declared dead by mistake applies nothing"
    async with Inbox(db).open(CONSUMER, kept) as batch:
        await batch.commit([Succeeded(kept.attempts[0].event_id)])
    await living.end()


async def test_a_holder_with_a_lost_session_gets_a_new_number(db: Database, worker: Database) -> None:
    presence, first = await present(worker)
    await die(db)
    await release_orphans(db)
    while worker.holder in (None, first):
        await asyncio.sleep(0.01)
    async with db.read() as reading:
        assert [row["id"] for row in await reading.fetch("SELECT id FROM platform.holders")] == [worker.holder]
    await presence.end()
    async with db.read() as reading:
        assert await reading.fetch("SELECT id FROM platform.holders") == []
        assert await reading.fetch(LOCKS_HERE) == []
