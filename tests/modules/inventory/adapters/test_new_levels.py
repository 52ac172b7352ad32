"""A level created while a transaction waits for the stock's lock is not missed."""

import asyncio

import asyncpg

from shared.infra.sql.database import Database
from shared.infra.sql.retry import with_retries
from tests.modules.inventory import stores


async def waits_for_a_lock(owner: asyncpg.Connection) -> None:
    while not await owner.fetchval(
        "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE NOT granted AND datname = current_database()"
    ):
        await asyncio.sleep(0.01)


async def test_a_waiting_transaction_sees_a_concurrently_created_level(db: Database, owner_database_url: str) -> None:
    warehouse = stores.in_sql(db)
    await warehouse.location("LEEDS")
    await warehouse.product("AAA")
    owner = await asyncpg.connect(owner_database_url)
    async with warehouse.begin() as first:
        await first.stock_levels.lock(["AAA"])
        await first.stock_levels.create_missing([("AAA", "LEEDS")])

        @with_retries
        async def second() -> set[str]:
            async with warehouse.begin() as work:
                return set((await work.stock_levels.lock(["AAA"])).stocks["AAA"].levels)

        waiting = asyncio.ensure_future(second())
        await waits_for_a_lock(owner)
        await first.commit()
    await owner.close()
    assert await waiting == {"MAIN", "LEEDS"}


async def test_creating_a_level_twice_counts_it_once(db: Database) -> None:
    warehouse = stores.in_sql(db)
    await warehouse.location("LEEDS")
    await warehouse.location("YORK")
    await warehouse.product("AAA")
    for code in ("LEEDS", "YORK", "LEEDS"):
        await warehouse.restock("AAA", 1, code)
    async with db.read() as reading:
        rows = await reading.fetch("SELECT location_code, others FROM inventory.stock_levels ORDER BY 1")
    assert [tuple(row) for row in rows] == [("LEEDS", 0), ("MAIN", 2), ("YORK", 0)]
