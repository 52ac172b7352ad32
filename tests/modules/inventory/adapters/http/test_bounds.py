"""All inputs limit units equally, and a location holds no more than that."""

from typing import Any

import asyncpg
import httpx2
import pytest
from pydantic import BaseModel

from modules.inventory.adapters.inbound.http.models.documents import AdjustmentLineIn, ReceiptLineIn
from modules.inventory.adapters.inbound.http.models.products import ProductChangeIn, ProductIn
from modules.inventory.adapters.inbound.http.models.stock import LevelIn, RestockIn
from modules.inventory.adapters.inbound.http.models.transfers import (
    TransferClosingIn,
    TransferLineIn,
    TransferReceiptLineIn,
)
from modules.inventory.adapters.inbound.imports import CountCells, ProductCells
from shared.infra.sql.database import Database
from shared.kernel.values.quantity import MAX_QUANTITY
from tests.modules.inventory import stores
from tests.modules.inventory.warehouse import Warehouse
from tests.running.databases import DatabaseUrls

UNITS = {
    *("quantity", "on_hand", "expected_on_hand", "unavailable", "delta", "unavailable_delta"),
    *("received", "damaged", "lost", "backorder_limit", "low_stock_threshold"),
}
WAYS: list[type[BaseModel]] = [
    *(RestockIn, ReceiptLineIn, AdjustmentLineIn, LevelIn, TransferLineIn, TransferReceiptLineIn, TransferClosingIn),
    *(ProductIn, ProductChangeIn, ProductCells, CountCells),
]


@pytest.fixture
def stock(db: Database) -> Warehouse:
    return stores.in_sql(db)


def bounds(schema: dict[str, Any]) -> set[Any]:
    return {choice["maximum"] for choice in schema.get("anyOf", [schema]) if choice.get("type") == "integer"}


@pytest.mark.parametrize("model", WAYS, ids=lambda model: model.__name__)
def test_every_input_has_the_same_bound(model: type[BaseModel]) -> None:
    properties = model.model_json_schema()["properties"]
    units = {name: bounds(schema) for name, schema in properties.items() if name in UNITS}
    assert units
    assert units == {name: {MAX_QUANTITY} for name in units}


async def test_a_stock_level_is_limited_to_the_bound(manager: httpx2.AsyncClient, stock: Warehouse) -> None:
    await stock.product("AAA")
    await stock.location("EAST")
    full = {"sku": "AAA", "quantity": MAX_QUANTITY}
    assert (await manager.post("/v1/inventory/restock", json=full)).status_code == 201
    await stock.restock("AAA", 5, "EAST")
    moved = {"from_location_code": "EAST", "to_location_code": "MAIN", "lines": [{"sku": "AAA", "quantity": 1}]}
    transfer = (await manager.post("/v1/inventory/transfers", json=moved)).json()["id"]
    assert (await manager.post(f"/v1/inventory/transfers/{transfer}/ship")).status_code == 200
    more = {"sku": "AAA", "location_code": "MAIN"}
    for path, body in {
        "restock": {**more, "quantity": 1},
        "receipts": {"lines": [{**more, "quantity": 1}]},
        "adjustments": {"reason": "found", "lines": [{**more, "delta": 1}]},
        f"transfers/{transfer}/receive": {"lines": [{"sku": "AAA", "received": 1}]},
    }.items():
        refused = await manager.post(f"/v1/inventory/{path}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "stock_limit_exceeded"), refused.text
        said = refused.json()
        assert (said["sku"], said["location_code"], said["max"]) == ("AAA", "MAIN", 0)
    assert await stock.level("AAA") == (MAX_QUANTITY, 0, 0)


async def test_raw_sql_cannot_exceed_the_bound(stock: Warehouse, database: DatabaseUrls) -> None:
    await stock.product("AAA")
    connection = await asyncpg.connect(database.owner)
    try:
        for statement, name in {
            "UPDATE inventory.stock_levels SET on_hand = 1000000001": "ck_stock_levels_bounded",
            "UPDATE inventory.products SET backorder_limit = 1000000001": "ck_products_backorder_limit",
            "UPDATE inventory.products SET max_per_order = 100001": "ck_products_max_per_order",
        }.items():
            with pytest.raises(asyncpg.CheckViolationError, match=name):
                await connection.execute(statement)
    finally:
        await connection.close()
