"""The harness sees what it is for: relays built the usual, wrong ways lose events in it."""

from uuid import UUID

import asyncpg

from shared.infra.sql.database import Database
from tests.shared.infra.messaging.shop import record, recorded

EVENTS = 200


async def test_publish_then_mark_done_loses_messages_of_the_broker(db: Database, owner: asyncpg.Connection) -> None:
    broker: list[UUID] = []
    for number in range(EVENTS):
        await record(db, number)
        ids = await owner.fetch("SELECT event_id FROM platform.deliveries WHERE done_at IS NULL")
        broker.extend(row["event_id"] for row in ids)
        await owner.execute("UPDATE platform.deliveries SET done_at = now() WHERE done_at IS NULL")
        if number == EVENTS // 2:
            broker.clear()  # what FLUSHALL does
        if number % 10 == 0:
            await apply_all(owner, broker)
    await apply_all(owner, broker)
    assert await owner.fetchval("SELECT count(DISTINCT event_id) FROM public.effects") < EVENTS
    assert not await owner.fetchval("SELECT count(*) FROM platform.deliveries WHERE done_at IS NULL")


async def apply_all(owner: asyncpg.Connection, broker: list[UUID]) -> None:
    await owner.executemany("INSERT INTO public.effects (event_id) VALUES ($1)", [(id_,) for id_ in broker])
    broker.clear()


async def test_polling_by_id_misses_late_commits(db: Database, owner: asyncpg.Connection) -> None:
    last, seen = UUID(int=0), 0
    for number in range(0, EVENTS, 4):
        async with db.begin() as late:
            late.record(recorded(number))
            await late.flush()
            await record(db, number + 1, number + 2, number + 3)
            rows = await owner.fetch("SELECT id FROM platform.events WHERE id > $1 ORDER BY id", last)
            seen, last = seen + len(rows), rows[-1]["id"]
            await late.commit()
    assert seen == EVENTS * 3 // 4
    assert await owner.fetchval("SELECT count(*) FROM platform.events") == EVENTS
