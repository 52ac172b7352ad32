from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from benchmarks.load.baskets import SCARCE_SKU, Basket
from benchmarks.load.http_client import body_of, connect
from benchmarks.load.scenarios import SOLD_OUT, Scenario
from benchmarks.systems.dbos import dbos
from benchmarks.systems.http_system import HttpSystem
from benchmarks.systems.settlement import SettlementTotals
from tests.running.databases import Databases

FEW_UNITS = 5
PAIR = Scenario("2 buyers", 2)

pytestmark = pytest.mark.process


@asynccontextmanager
async def with_few_units(
    databases: Databases, folder: Path, *, checks_stock: bool
) -> AsyncIterator[tuple[HttpSystem, HttpSystem]]:
    database = await databases.create(empty=True)
    async with dbos(database.owner, folder=folder, roots={}, checks_stock=checks_stock) as systems:
        connection = await asyncpg.connect(database.owner)
        await connection.execute("UPDATE products SET on_hand = $1 WHERE sku = $2", FEW_UNITS, SCARCE_SKU)
        await connection.close()
        yield systems
    await databases.drop(database)


async def test_an_app_that_skips_the_stock_check_is_caught(databases: Databases, tmp_path: Path) -> None:
    async with with_few_units(databases, tmp_path, checks_stock=False) as (placement, _):
        assert (await placement.run(SOLD_OUT, 0.2)).wrong == ["1 SKUs oversold"]


async def test_what_the_app_writes_agrees_with_its_responses(databases: Databases, tmp_path: Path) -> None:
    async with with_few_units(databases, tmp_path, checks_stock=True) as (placement, whole_life):
        sold_out = await placement.run(SOLD_OUT, 0.2)
        paid = await whole_life.run(PAIR, 0.2)
        assert [sold_out.wrong, paid.wrong] == [[], []]
        assert whole_life.settlement is not None
        assert (await whole_life.settlement.read()).confirmed >= PAIR.buyers


async def test_a_repeated_order_gets_the_first_response(databases: Databases, tmp_path: Path) -> None:
    async with with_few_units(databases, tmp_path, checks_stock=True) as (_, whole_life):
        head, tail = (await whole_life.encoder())(Basket([(SCARCE_SKU, 1)]))
        connection = await connect(whole_life.port)
        (status, first), (_, second) = [await connection.ask(head + b"a-key" + tail) for _ in range(2)]
        connection.close()
        assert (status, body_of(second)) == (201, body_of(first))
        assert whole_life.settlement is not None
        assert await whole_life.settlement.read() == SettlementTotals(
            confirmed=1, mailed=1, captured=1, charged_twice=0, pending=0
        )
