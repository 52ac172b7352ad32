"""The number of statements of the hot paths does not grow with the batch."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from modules.inventory.public import Demand, Reserved
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlReading
from tests.modules.inventory import stores
from tests.modules.inventory.warehouse import Warehouse


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The text of every statement, from here on."""
    seen: list[str] = []
    fetch = SqlReading.fetch

    async def noting(self: SqlReading, sql: str, *arguments: object) -> Any:
        seen.append(sql.split(maxsplit=3)[0])
        return await fetch(self, sql, *arguments)

    monkeypatch.setattr(SqlReading, "fetch", noting)
    return seen


@asynccontextmanager
async def batch(warehouse: Warehouse, orders: int, lines: int, first: int) -> AsyncIterator[list[object]]:
    async with warehouse.transaction() as tx:
        wanted = [(f"SKU{n:03}", 1) for n in range(lines)]
        demands: list[Demand] = [warehouse.demand(first + n, wanted, tx) for n in range(orders)]
        yield list(await warehouse.api.reserve_many(tx, demands))
        await tx.commit()


async def test_a_reservation_of_any_size_takes_one_read_and_one_write(db: Database, statements: list[str]) -> None:
    warehouse = stores.in_sql(db)
    for n in range(20):
        await warehouse.product(f"SKU{n:03}", 100)
    for orders, lines in ((1, 1), (16, 20)):
        statements.clear()
        async with batch(warehouse, orders, lines, first=orders * 100) as outcomes:
            assert all(isinstance(outcome, Reserved) for outcome in outcomes)
        assert statements == ["SELECT", "WITH"]


async def test_a_rejected_reservation_takes_one_more_read(db: Database, statements: list[str]) -> None:
    warehouse = stores.in_sql(db)
    for n in range(20):
        await warehouse.product(f"SKU{n:03}")
    for orders, lines in ((1, 1), (16, 20)):
        statements.clear()
        async with batch(warehouse, orders, lines, first=orders * 100) as outcomes:
            assert not any(isinstance(outcome, Reserved) for outcome in outcomes)
        assert statements == ["SELECT", "SELECT", "WITH"]


async def test_offers_and_availability_take_one_statement(db: Database, statements: list[str]) -> None:
    warehouse = stores.in_sql(db)
    for n in range(3):
        await warehouse.product(f"SKU{n:03}", 1)
    for skus in (["SKU000"], ["SKU000", "SKU001", "SKU002", "NONE"]):
        async with warehouse.transaction() as tx:
            statements.clear()
            await warehouse.api.get_offers(tx, skus)
            await warehouse.api.get_availability(tx, skus)
            assert statements == ["SELECT", "SELECT"]
