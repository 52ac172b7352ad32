"""Imports of a catalogue, on both stores."""

import pytest

from modules.inventory.application.catalog.import_products import ImportProducts
from modules.inventory.public import ImportedChunk, InventoryPolicy, ProductLine
from tests.modules.inventory.inspector import METADATA
from tests.modules.inventory.warehouse import POLICY, Warehouse


async def taken_over(warehouse: Warehouse, lines: list[ProductLine], reference: str) -> ImportedChunk:
    imports = ImportProducts(warehouse.begin, POLICY)
    (done,) = [done async for done in imports(lines, reference, METADATA)]
    return done


async def test_an_import_is_idempotent(warehouse: Warehouse) -> None:
    lines = [ProductLine("AAA", "a", 100, 5), ProductLine("BBB", "b", 200, 0), ProductLine("CCC", "c", 300, 7)]
    assert await taken_over(warehouse, lines, "first") == ImportedChunk(3, 3, 0, 2, [])
    assert await taken_over(warehouse, lines, "first") == ImportedChunk(3, 0, 0, 0, [])
    lines[1] = ProductLine("BBB", "b", 250, 4)
    assert await taken_over(warehouse, lines, "first") == ImportedChunk(3, 0, 1, 1, [])
    assert await warehouse.level("AAA") == (5, 0, 0)
    assert await warehouse.level("BBB") == (4, 0, 0)


async def test_an_import_reports_invalid_lines_and_continues(warehouse: Warehouse) -> None:
    lines = [
        ProductLine("no", "a", 100),
        ProductLine("AAA", "", 100),
        ProductLine("BBB", "b", 0),
        ProductLine("CCC", "c", 1, -1),
        ProductLine("DDD", "d", 1, 1),
        ProductLine("DDD", "d", 1, 1),
    ]
    done = await taken_over(warehouse, lines, "first")
    assert (done.created, done.stocked) == (1, 1)
    assert [(number, error.pointer) for number, error in done.errors] == [
        (1, "/sku"),
        (2, "/name"),
        (3, "/price_cents"),
        (4, "/initial_stock"),
        (6, "/sku"),
    ]


async def test_an_import_normalizes_texts(warehouse: Warehouse) -> None:
    policy = InventoryPolicy(sku_pattern="^.{1,64}$")
    decomposed, composed = "CAFE\u0301", "CAF\u00c9"
    lines = [ProductLine(f" {decomposed} ", "Cafe\u0301 ", 100, 5), ProductLine(composed, "twice", 100)]
    (done,) = [done async for done in ImportProducts(warehouse.begin, policy)(lines, "first", METADATA)]
    assert [(number, error.code) for number, error in done.errors] == [(2, "duplicate")]
    async with warehouse.begin() as work:
        found = await work.products.many([decomposed, composed])
    assert {sku: product.terms.name for sku, product in found.items()} == {composed: "Caf\u00e9"}
    assert await warehouse.level(composed) == (5, 0, 0)


@pytest.mark.parametrize(
    ("sku", "name", "pointer", "code"),
    [
        ("AAA", "\u200b\u2060", "/name", "invisible_text"),
        ("AAA", "Mug\u200d", "/name", "invisible_text"),
        ("AAA", "Mug\nLamp", "/name", "control_character"),
        ("AAA", "x" * 201, "/name", "string_too_long"),
        ("A" * 65, "Mug", "/sku", "string_too_long"),
    ],
)
async def test_an_import_rejects_texts_that_the_api_rejects(
    warehouse: Warehouse, sku: str, name: str, pointer: str, code: str
) -> None:
    done = await taken_over(warehouse, [ProductLine(sku, name, 100, 5)], "first")
    assert [(error.pointer, error.code) for _, error in done.errors] == [(pointer, code)]
    assert (done.created, done.stocked) == (0, 0)
