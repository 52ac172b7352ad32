"""Events that were there before stand in the feed in their sequence when the history comes to it."""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg
from alembic import command
from alembic.config import Config

ROOT = Path(__file__).parents[2]

BEFORE = """
    INSERT INTO platform.events
        (id, xid, type, schema_version, aggregate_type, aggregate_id, sequence, occurred_at,
        correlation_id, actor, data)
    SELECT gen_random_uuid(), xid::text::xid8, 'orders.order.placed', 1, 'order', id, sequence, now(), 'r', 'a', '{}'
    FROM (VALUES ('7', 1, 20), ('7', 2, 30), ('7', 3, 25), ('7', 4, 29), ('7', 5, 31), ('8', 1, 22))
        AS v(id, sequence, xid)
"""


async def test_existing_events_are_ordered_in_the_feed(databases: Any) -> None:
    database = await databases.create(empty=True)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("sqlalchemy.url", database.owner.replace("%", "%%"))
    await asyncio.to_thread(command.upgrade, config, "0018")
    owner = await asyncpg.connect(database.owner)
    await owner.execute(BEFORE)
    await asyncio.to_thread(command.upgrade, config, "0019")
    rows = await owner.fetch("SELECT aggregate_id, sequence, xid::text::int FROM platform.events ORDER BY 1, 2")
    await owner.close()
    await databases.drop(database)
    assert [tuple(row) for row in rows] == [
        ("7", 1, 20),
        ("7", 2, 30),
        ("7", 3, 30),
        ("7", 4, 30),
        ("7", 5, 31),
        ("8", 1, 22),
    ]
