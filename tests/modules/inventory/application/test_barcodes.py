"""A barcode belongs to one product for all inputs; on both stores."""

from collections.abc import Sequence

import pytest

from modules.inventory.application.catalog.archive_product import ArchiveProduct
from modules.inventory.application.catalog.change_product import ChangeProduct, ChangeProductCommand
from modules.inventory.application.catalog.product_upsert import ProductUpsert
from modules.inventory.application.catalog.upsert_products import UpsertProducts
from shared.kernel.errors import Conflict
from shared.kernel.principal import SYSTEM
from tests.modules.inventory.inspector import METADATA
from tests.modules.inventory.warehouse import POLICY, Warehouse

TEA, POT = ("4006381333931",), ("4006381333931", "96385074")


async def change(warehouse: Warehouse, sku: str, *barcodes: str) -> None:
    await ChangeProduct(warehouse.begin)(
        ChangeProductCommand(principal=SYSTEM, metadata=METADATA, sku=sku, changes={"barcodes": barcodes})
    )


async def take_over(warehouse: Warehouse, *wishes: tuple[str, tuple[str, ...]]) -> Sequence[tuple[int, str, str]]:
    """The errors: line, pointer, message."""
    wanted = [
        ProductUpsert(number, sku, {"name": sku, "price_cents": 100, "barcodes": barcodes})
        for number, (sku, barcodes) in enumerate(wishes, 1)
    ]
    async with warehouse.transaction() as tx:
        errors = await UpsertProducts(warehouse.join, POLICY)(tx, wanted, METADATA)
        await tx.commit()
    assert {error.code for _, error in errors} <= {"barcode_taken"}
    return [(number, error.pointer, error.message) for number, error in errors]


async def test_a_barcode_of_another_product_is_rejected_naming_that_product(warehouse: Warehouse) -> None:
    await warehouse.product("TEA", barcodes=TEA)
    with pytest.raises(Conflict) as refused:
        await warehouse.product("POT", barcodes=POT)
    assert (refused.value.code, refused.value.extensions) == ("barcode_taken", {"sku": "TEA"})
    await warehouse.product("POT", barcodes=POT[1:])
    with pytest.raises(Conflict) as refused:
        await change(warehouse, "TEA", *POT)
    assert refused.value.extensions == {"sku": "POT"}


async def test_a_removed_barcode_can_be_reused(warehouse: Warehouse) -> None:
    await warehouse.product("TEA", barcodes=TEA)
    await change(warehouse, "TEA", "1")
    await change(warehouse, "TEA", "1", "2")
    await warehouse.product("POT", barcodes=POT)
    await ArchiveProduct(warehouse.begin)(ChangeProductCommand(principal=SYSTEM, metadata=METADATA, sku="POT"))
    with pytest.raises(Conflict):
        await change(warehouse, "TEA", *TEA)


async def test_an_import_reports_the_line_and_continues(warehouse: Warehouse) -> None:
    await warehouse.product("TEA", barcodes=TEA)
    errors = await take_over(warehouse, ("POT", POT), ("CUP", ("1", "2")), ("MUG", ("2",)))
    assert errors == [
        (1, "/barcodes/0", "The product TEA already has this barcode."),
        (3, "/barcodes/0", "The product CUP already has this barcode."),
    ]
    assert await take_over(warehouse, ("CUP", ("1",)), ("TEA", (*TEA, "2"))) == []
    ((number, pointer, _),) = await take_over(warehouse, ("TEA", ()), ("POT", TEA))
    assert (number, pointer) == (2, "/barcodes/0")
    assert await take_over(warehouse, ("TEA", ()), ("POT", TEA)) == []
