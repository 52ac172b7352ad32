"""Partitioning keeps all events and deliveries, and the downgrade restores the plain tables."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic import command
from alembic.config import Config

ROOT = Path(__file__).parents[2]

EVENTS = """
    INSERT INTO platform.events
        (id, type, schema_version, aggregate_type, aggregate_id, sequence, occurred_at, correlation_id, actor, data)
    SELECT uuidv7(number * interval '-1 day'), 'users.user.deleted', 1, 'user', number::text, 1,
           now() - number * interval '1 day', 'r', 'a', '{}'
    FROM generate_series(0, 40) number
"""
# Not a UUIDv7: its number is greater than those of all days.
FOREIGN_ID = """
    INSERT INTO platform.events
        (id, type, schema_version, aggregate_type, aggregate_id, sequence, occurred_at, correlation_id, actor, data)
    VALUES ('ffffffff-0000-4000-8000-000000000001', 'users.user.deleted', 1, 'user', 'x', 1, now(), 'r', 'a', '{}')
"""
DELIVERIES = """
    INSERT INTO platform.deliveries (event_id, consumer, attempts, created_at, due_at, done_at)
    SELECT id, 'done', 1, occurred_at, occurred_at, occurred_at FROM platform.events
    UNION ALL SELECT id, 'pending', 2, occurred_at, occurred_at, NULL FROM platform.events WHERE sequence = 1
"""
DEAD = """
    INSERT INTO platform.dead_letters (event_id, consumer, attempts, error, created_at)
    SELECT id, 'dead', 5, 'broken', now() FROM platform.events
"""
STORED = """
    SELECT e::text FROM platform.events e
    UNION ALL SELECT d::text FROM platform.deliveries d
    UNION ALL SELECT l::text FROM platform.dead_letters l
"""


@pytest.fixture
async def owner(databases: Any, config: Config) -> AsyncIterator[asyncpg.Connection]:
    database = await databases.create(empty=True)
    config.set_main_option("sqlalchemy.url", database.owner.replace("%", "%%"))
    await asyncio.to_thread(command.upgrade, config, "0043")
    connection = await asyncpg.connect(database.owner)
    for statement in (EVENTS, FOREIGN_ID, DELIVERIES, DEAD):
        await connection.execute(statement)
    yield connection
    await connection.close()
    await databases.drop(database)


@pytest.fixture
def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(ROOT / "migrations"))
    return made


async def stored(owner: asyncpg.Connection) -> list[str]:
    return sorted(row[0] for row in await owner.fetch(STORED))


async def test_no_row_is_lost_in_either_direction(owner: asyncpg.Connection, config: Config) -> None:
    before = await stored(owner)
    assert len(before) == 42 * 4
    await asyncio.to_thread(command.upgrade, config, "0044")
    assert await stored(owner) == before
    await asyncio.to_thread(command.downgrade, config, "0043")
    assert await stored(owner) == before
    await asyncio.to_thread(command.upgrade, config, "0044")
    assert await stored(owner) == before


async def test_existing_rows_are_one_partition_and_pending_deliveries_another(
    owner: asyncpg.Connection, config: Config
) -> None:
    await asyncio.to_thread(command.upgrade, config, "0044")
    pending = await owner.fetch("SELECT consumer, count(*) FROM platform.deliveries_pending GROUP BY 1")
    assert [tuple(row) for row in pending] == [("pending", 42)]
    assert await owner.fetchval("SELECT count(*) FROM platform.events_kept") == 1
    oldest = await owner.fetchval("SELECT to_char(min(day), 'YYYYMMDD') FROM platform.event_days")
    assert await owner.fetchval(f"SELECT count(*) FROM platform.events_{oldest}") == 41
    assert await owner.fetchval(f"SELECT count(*) FROM platform.deliveries_{oldest}") == 42


async def test_an_older_program_writes_into_the_partitions(owner: asyncpg.Connection, config: Config) -> None:
    await asyncio.to_thread(command.upgrade, config, "0044")
    await owner.execute("DELETE FROM platform.events")
    await owner.execute("DELETE FROM platform.deliveries")
    await owner.execute(EVENTS)
    await owner.execute(f"{DELIVERIES} ON CONFLICT DO NOTHING")
    await owner.execute("UPDATE platform.deliveries SET done_at = now() WHERE consumer = 'pending'")
    assert await owner.fetchval("SELECT count(*) FROM platform.deliveries_pending") == 0
    assert await owner.fetchval("SELECT count(*) FROM platform.deliveries") == 82
