"""A used database is completely reset for the next test, or is dropped."""

from collections.abc import AsyncIterator
from secrets import token_hex

import asyncpg
import pytest

from tests.running.databases import Databases, DatabaseUrls

LOCATIONS = "SELECT code FROM inventory.locations ORDER BY 1"


@pytest.fixture
async def lender(_servers: dict[str, str], _worker: int) -> AsyncIterator[Databases]:
    lender = Databases(_servers["postgres"], f"lent_{_worker}_{token_hex(4)}")
    yield lender
    await lender.drop(await lender.borrow())


async def run(database: DatabaseUrls, *statements: str) -> None:
    connection = await asyncpg.connect(database.owner)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def test_rows_sequences_and_connections_are_reset(lender: Databases) -> None:
    first = await lender.borrow()
    left_open = await asyncpg.connect(first.owner)
    before = await left_open.fetch(LOCATIONS)
    drawn = await left_open.fetchval("SELECT nextval('orders.order_ids')")
    await left_open.execute("UPDATE inventory.locations SET name = 'changed'; SELECT nextval('orders.order_ids')")
    await left_open.execute(
        "INSERT INTO platform.consumers (event_type, consumer, external) VALUES ('a.type', 'a.consumer', false)"
    )
    await lender.give_back(first)
    second = await lender.borrow()
    assert left_open.is_closed() or await _fails(left_open)
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(first.owner)
    connection = await asyncpg.connect(second.owner)
    try:
        assert await connection.fetch(LOCATIONS) == before
        assert await connection.fetchval("SELECT count(*) FROM inventory.locations WHERE name = 'changed'") == 0
        assert await connection.fetchval("SELECT count(*) FROM platform.consumers") == 0
        assert await connection.fetchval("SELECT nextval('orders.order_ids')") == drawn
    finally:
        await connection.close()
    await lender.give_back(second)
    third = await lender.borrow()
    assert third.name != second.name
    await lender.give_back(third)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE inventory.ledger DISABLE TRIGGER USER",
        "CREATE TABLE inventory.left_behind (id int)",
        "REVOKE SELECT ON inventory.stock_levels FROM tradepost_program",
        "ALTER TABLE inventory.stock_levels DROP CONSTRAINT ck_stock_levels_never_oversold",
        "DROP INDEX inventory.ix_ledger_at",
        "ANALYZE inventory.stock_levels",
    ],
)
async def test_a_database_with_a_changed_schema_is_not_reused(lender: Databases, change: str) -> None:
    first = await lender.borrow()
    await run(first, change)
    await lender.give_back(first)
    assert lender.free == []


async def _fails(connection: "asyncpg.Connection[asyncpg.Record]") -> bool:
    try:
        await connection.fetchval("SELECT 1")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        return True
    return False
