"""Events keep flowing while workers and relays are killed and the broker forgets everything."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import asyncpg
import pytest
from redis.asyncio import Redis

from shared.infra.sql.database import Database
from tests.running.databases import DatabaseUrls
from tests.shared.infra.messaging.processes import Process
from tests.shared.infra.messaging.shop import record

pytestmark = [pytest.mark.process, pytest.mark.timeout(150)]

EVENTS = 400
CONSUMERS = 2
LEASE_SECONDS = 1.5
LONGEST_SECONDS = 90
"""On a machine that others keep busy; else it is a matter of a few seconds."""


@asynccontextmanager
async def running(
    database: DatabaseUrls, broker_url: str, *parts: str, lease_seconds: float = LEASE_SECONDS
) -> AsyncIterator[list[Process]]:
    processes = [Process(part, database, broker_url, lease_seconds) for part in parts]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()


async def effects(owner: asyncpg.Connection) -> tuple[int, int]:
    """How many different effects there are, and how many of them are doubles."""
    row = await owner.fetchrow(
        "SELECT count(DISTINCT (event_id, consumer)) AS different, count(*) AS every FROM public.effects"
    )
    assert row is not None
    return row["different"], row["every"] - row["different"]


async def until(done: Callable[[], Awaitable[bool]], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not await done():
        assert time.monotonic() < deadline, "it did not come to an end"
        await asyncio.sleep(0.05)


async def produce(db: Database, seconds: float) -> None:
    for number in range(0, EVENTS, 4):
        await record(db, *range(number, number + 4))
        await asyncio.sleep(seconds * 4 / EVENTS)


async def torment(processes: Sequence[Process], broker_url: str, chance: random.Random) -> int:
    """Kill and flush at random until cancelled."""
    client = Redis.from_url(broker_url)
    try:
        while True:
            await asyncio.sleep(chance.uniform(0.3, 1.0))
            if chance.random() < 0.3:
                await client.flushdb()
            else:
                process = chance.choice(processes)
                process.kill()
                process.start()
    finally:
        await client.aclose()


async def test_every_message_is_applied_once_despite_crashes(
    db: Database, owner: asyncpg.Connection, database: DatabaseUrls, broker_url: str
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    async with running(database, broker_url, "worker", "worker", "relay", "relay") as processes:
        tormenting = asyncio.create_task(torment(processes, broker_url, random.Random(seed)))
        await produce(db, seconds=8)
        tormenting.cancel()
        await asyncio.gather(tormenting, return_exceptions=True)

        async def all_done() -> bool:
            return not await owner.fetchval("SELECT count(*) FROM platform.deliveries WHERE done_at IS NULL")

        await until(all_done, LONGEST_SECONDS)
    assert await effects(owner) == (EVENTS * CONSUMERS, 0)
    assert await owner.fetchval("SELECT count(*) FROM platform.dead_letters") == 0


async def test_a_message_that_kills_the_process_becomes_a_dead_letter(
    db: Database, owner: asyncpg.Connection, database: DatabaseUrls, broker_url: str
) -> None:
    await record(db, *range(20))
    await record(db, 20, mood="deadly")
    # Eleven attempts that ended the process lie behind it, so that the test need not wait for them.
    await owner.execute(
        "UPDATE platform.deliveries SET attempts = 11 WHERE event_id = "
        "(SELECT id FROM platform.events WHERE data->>'mood' = 'deadly')"
    )
    async with running(database, broker_url, "worker", "relay") as processes:

        async def all_settled() -> bool:
            for process in processes:
                process.revive()
            return not await owner.fetchval("SELECT count(*) FROM platform.deliveries WHERE done_at IS NULL")

        await until(all_settled, LONGEST_SECONDS)
    assert await effects(owner) == (20 * CONSUMERS, 0)
    dead = await owner.fetch("SELECT consumer, attempts, error FROM platform.dead_letters ORDER BY consumer")
    assert [row["consumer"] for row in dead] == ["shop.first", "shop.second"]
    assert all(row["attempts"] > 12 and "ended during the attempt" in row["error"] for row in dead)


async def test_deliveries_of_a_killed_worker_do_not_wait_for_the_lease(
    db: Database, owner: asyncpg.Connection, database: DatabaseUrls, broker_url: str
) -> None:
    held = "SELECT count(*) FROM platform.deliveries WHERE attempts = 1 AND held_by IS NOT NULL AND done_at IS NULL"

    async def all_held() -> bool:
        return bool(await owner.fetchval(held) == CONSUMERS)

    async def all_done() -> bool:
        return not await owner.fetchval("SELECT count(*) FROM platform.deliveries WHERE done_at IS NULL")

    async with running(database, broker_url, "worker", "relay", lease_seconds=3600) as (worker, _):

        async def present() -> bool:
            return bool(await owner.fetchval("SELECT count(*) FROM platform.holders") == 1)

        await until(present, LONGEST_SECONDS)
        await record(db, 1, mood="stuck")
        await until(all_held, LONGEST_SECONDS)
        await owner.execute("INSERT INTO public.effects (event_id, consumer) VALUES (gen_random_uuid(), 'test')")
        worker.kill()
        worker.start()
        await until(all_done, LONGEST_SECONDS)
        assert worker.stop() == 0
    assert await effects(owner) == (CONSUMERS + 1, 0)
    assert await owner.fetchval("SELECT count(*) FROM platform.holders") == 0, "one died, the other left"
