"""A consumer on demand: not registered at start, but whenever its module wants it."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from shared.infra.messaging.deliveries.consumer_registry import register
from shared.infra.messaging.deliveries.subscriptions import sync_subscription
from shared.infra.sql.database import Database
from shared.kernel.module import Consumer

ADVISORY_LOCKS = """
    SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
    WHERE datname = current_database() AND locktype = 'advisory' AND """


TELL = Consumer("shop.tell", ["*"], on_demand=True)


@pytest.fixture
async def owner(owner_database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(owner_database_url)
    await connection.execute("CREATE TABLE listeners (id int); GRANT ALL ON listeners TO tradepost_program")
    yield connection
    await connection.close()


async def registered(owner: asyncpg.Connection) -> list[tuple[str, str, bool]]:
    return [tuple(row) for row in await owner.fetch("SELECT event_type, consumer, external FROM platform.consumers")]


async def change(db: Database, statement: str, before_commit: asyncio.Event | None = None) -> None:
    """Run the statement, and want the events while there is a listener."""
    async with db.begin() as tx:

        async def is_wanted() -> bool:
            return bool(await tx.fetch("SELECT 1 FROM listeners"))

        await tx.fetch(statement)
        await sync_subscription(tx, TELL.name, TELL.events, is_wanted=is_wanted)
        if before_commit:
            await before_commit.wait()
        await tx.commit()


async def test_nothing_on_demand_is_registered_at_start(db: Database, owner: asyncpg.Connection) -> None:
    await register(db, [TELL])
    assert await registered(owner) == []


async def test_a_subscription_lasts_as_long_as_an_endpoint_is_active(db: Database, owner: asyncpg.Connection) -> None:
    for _ in range(2):
        await change(db, "INSERT INTO listeners VALUES (1)")
        assert await registered(owner) == [("*", "shop.tell", False)]
    await change(db, "DELETE FROM listeners")
    assert await registered(owner) == []


async def test_the_last_unsubscribe_sees_a_concurrent_subscribe(db: Database, owner: asyncpg.Connection) -> None:
    await change(db, "INSERT INTO listeners VALUES (1)")
    come = asyncio.Event()
    coming = asyncio.create_task(change(db, "INSERT INTO listeners VALUES (2)", come))
    while not await owner.fetchval(ADVISORY_LOCKS + "granted"):
        await asyncio.sleep(0.01)
    going = asyncio.create_task(change(db, "DELETE FROM listeners WHERE id = 1"))
    while not await owner.fetchval(ADVISORY_LOCKS + "NOT granted"):
        await asyncio.sleep(0.01)
    come.set()
    await asyncio.gather(coming, going)
    assert await registered(owner) == [("*", "shop.tell", False)]
