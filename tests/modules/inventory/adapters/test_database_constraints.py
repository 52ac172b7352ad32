"""Changes that the database itself rejects."""

import asyncpg
import pytest

from shared.infra.sql.database import Database
from shared.kernel.errors import DomainError
from tests.modules.inventory import stores


@pytest.mark.parametrize(
    "change",
    ["reserved = 11", "reserved = -1", "unavailable = 11", "unavailable = -1", "on_hand = 3", "waiting = -1"],
)
async def test_overselling_is_impossible_by_raw_sql(db: Database, owner_database_url: str, change: str) -> None:
    warehouse = stores.in_sql(db)
    await warehouse.product("AAA", 10)
    await warehouse.reserve(("AAA", 4))
    owner = await asyncpg.connect(owner_database_url)
    try:
        with pytest.raises(asyncpg.CheckViolationError):
            await owner.execute(f"UPDATE inventory.stock_levels SET {change}")
    finally:
        await owner.close()
    with pytest.raises((DomainError, asyncpg.CheckViolationError)):
        async with db.begin() as tx:
            await tx.fetch(f"UPDATE inventory.stock_levels SET {change}")


async def test_the_ledger_cannot_be_rewritten(db: Database, owner_database_url: str) -> None:
    await stores.in_sql(db).product("AAA", 10)
    owner = await asyncpg.connect(owner_database_url)
    try:
        for statement in ("UPDATE {} SET on_hand = 1", "DELETE FROM {}", "TRUNCATE {}"):
            with pytest.raises(asyncpg.RestrictViolationError):
                await owner.execute(statement.format("inventory.ledger"))
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with db.begin() as tx:
                    await tx.fetch(statement.format("inventory.ledger"))
    finally:
        await owner.close()
