"""A barcode names one product by constraint: for concurrent writers and for raw SQL."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from modules.inventory.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.inventory.application.catalog.create_product import CreateProductCommand
from modules.inventory.domain.product import Product, ProductTerms
from modules.inventory.http_container import InventoryHttpContainer
from modules.inventory.public import InventoryPolicy
from shared.infra.injection import resolve
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.errors import Conflict
from shared.kernel.principal import SYSTEM
from tests.modules.inventory.inspector import METADATA
from tests.running.databases import DatabaseUrls

CODE = "4006381333931"


@pytest.fixture
async def inventory(database: DatabaseUrls) -> AsyncIterator[InventoryHttpContainer]:
    db = Database(database.program, CONSTRAINTS, pool_size=8, outbox=Outbox)
    yield InventoryHttpContainer(
        database=db,
        policy=InventoryPolicy(),
    )
    await db.close()


async def create(inventory: InventoryHttpContainer, sku: str) -> Product | Conflict:
    try:
        made: Product = await resolve(inventory.create_product)(
            CreateProductCommand(
                principal=SYSTEM, metadata=METADATA, sku=sku, terms=ProductTerms(sku, 100, barcodes=(CODE,))
            )
        )
    except Conflict as error:
        return error
    return made


async def test_one_of_several_concurrent_writers_gets_the_barcode(
    inventory: InventoryHttpContainer,
) -> None:
    outcomes = await asyncio.gather(*(create(inventory, f"SKU{number}") for number in range(8)))
    (made,) = [each for each in outcomes if isinstance(each, Product)]
    refusals = [each for each in outcomes if isinstance(each, Conflict)]
    assert [(each.code, each.extensions["sku"]) for each in refusals] == [("barcode_taken", made.sku)] * 7
    async with resolve(inventory.database).snapshot() as tx:
        assert [found for check in resolve(inventory.module).checks() for found in await check.run(tx)] == []


async def test_raw_sql_cannot_duplicate_a_barcode(inventory: InventoryHttpContainer, database: DatabaseUrls) -> None:
    await create(inventory, "TEA")
    await resolve(inventory.create_product)(
        CreateProductCommand(principal=SYSTEM, metadata=METADATA, sku="POT", terms=ProductTerms("Pot", 100))
    )
    connection = await asyncpg.connect(database.owner)
    try:
        statement = "UPDATE inventory.products SET barcodes = jsonb_build_array($1::text) WHERE sku = 'POT'"
        with pytest.raises(asyncpg.UniqueViolationError, match="pk_barcodes"):
            await connection.execute(statement, CODE)
        swap = "UPDATE inventory.products SET barcodes = CASE sku WHEN 'POT' THEN $1::jsonb ELSE '[]' END"
        await connection.execute(swap, f'["{CODE}"]')
        rows = await connection.fetch("SELECT barcode, sku FROM inventory.barcodes")
        assert [tuple(row) for row in rows] == [(CODE, "POT")]
    finally:
        await connection.close()
