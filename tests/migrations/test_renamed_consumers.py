"""Renaming a consumer renames its stored rows, and the downgrade restores them."""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg
from alembic import command
from alembic.config import Config

ROOT = Path(__file__).parents[2]
OLD, NEW = "webhooks.erase_people", "webhooks.erase_user_data"

EVENTS = """
    INSERT INTO platform.events
        (id, type, schema_version, aggregate_type, aggregate_id, sequence, occurred_at, correlation_id, actor, data)
    SELECT id::uuid, 'users.user.deleted', 1, 'user', '7', sequence, now(), 'r', 'a', '{}'
    FROM (VALUES ('01900000-0000-7000-8000-000000000001', 1), ('01900000-0000-7000-8000-000000000002', 2))
        AS v(id, sequence)
"""
CONSUMER = "INSERT INTO platform.consumers (event_type, consumer, outward) VALUES ('users.user.deleted', $1, false)"
PENDING = """
    INSERT INTO platform.deliveries (event_id, consumer, attempts, created_at, due_at, leased_until)
    SELECT id, $1, 2, now(), now(), now() FROM platform.events WHERE sequence = 1
"""
DEAD = """
    INSERT INTO platform.dead_letters (event_id, consumer, attempts, error, created_at)
    SELECT id, $1, 5, 'broken', now() FROM platform.events WHERE sequence = 2
"""
STORED = """
    SELECT 'consumer', consumer, NULL::int FROM platform.consumers
    UNION ALL SELECT 'pending', consumer, attempts FROM platform.deliveries WHERE done_at IS NULL
    UNION ALL SELECT 'dead', consumer, attempts FROM platform.dead_letters
"""


def stored_as(name: str) -> set[tuple[str, str, int | None]]:
    return {("consumer", name, None), ("pending", name, 2), ("dead", name, 5)}


async def test_subscriptions_pending_deliveries_and_dead_letters_are_renamed(databases: Any) -> None:
    database = await databases.create(empty=True)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("sqlalchemy.url", database.owner.replace("%", "%%"))
    await asyncio.to_thread(command.upgrade, config, "0041")
    owner = await asyncpg.connect(database.owner)
    await owner.execute(EVENTS)
    for statement in (CONSUMER, PENDING, DEAD):
        await owner.execute(statement, OLD)
    await asyncio.to_thread(command.upgrade, config, "0042")
    upgraded = {tuple(row) for row in await owner.fetch(STORED)}
    await asyncio.to_thread(command.downgrade, config, "0041")
    downgraded = {tuple(row) for row in await owner.fetch(STORED)}
    await owner.close()
    await databases.drop(database)
    assert upgraded == stored_as(NEW)
    assert downgraded == stored_as(OLD)
