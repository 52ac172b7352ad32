"""Levels that were there before they were counted are counted when the history comes to it."""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg
from alembic import command
from alembic.config import Config

ROOT = Path(__file__).parents[2]

BEFORE = (
    """
    INSERT INTO inventory.locations
        (code, name, country, priority, fulfills_online, active, version, created_at, updated_at)
    SELECT code, code, 'GB', 1, true, true, 1, now(), now() FROM unnest('{LEEDS,YORK}'::text[]) AS code
    """,
    """
    INSERT INTO inventory.products
        (sku, name, description, price_cents, tax_rate_bps, active, backorder_policy, requires_shipping,
        track_inventory, barcodes, metadata, version, created_at, updated_at)
    SELECT sku, sku, '', 100, 0, true, 'deny', true, true, '[]', '{}', 1, now(), now()
    FROM unnest('{AAA,BBB}'::text[]) AS sku
    """,
    """
    INSERT INTO inventory.stock_levels (sku, location_code) VALUES
        ('AAA', 'MAIN'), ('AAA', 'LEEDS'), ('AAA', 'YORK'), ('BBB', 'MAIN')
    """,
)


async def test_existing_levels_are_counted(databases: Any) -> None:
    database = await databases.create(empty=True)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("sqlalchemy.url", database.owner.replace("%", "%%"))
    await asyncio.to_thread(command.upgrade, config, "0006")
    owner = await asyncpg.connect(database.owner)
    for statement in BEFORE:
        await owner.execute(statement)
    await asyncio.to_thread(command.upgrade, config, "0007")
    rows = await owner.fetch("SELECT sku, location_code, others FROM inventory.stock_levels ORDER BY 1, 2")
    await owner.close()
    await databases.drop(database)
    assert [tuple(row) for row in rows] == [
        ("AAA", "LEEDS", 0),
        ("AAA", "MAIN", 2),
        ("AAA", "YORK", 0),
        ("BBB", "MAIN", 0),
    ]
