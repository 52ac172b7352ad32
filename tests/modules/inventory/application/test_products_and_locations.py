"""Changes of products and locations, on both stores."""

import pytest

from modules.inventory.application.catalog.archive_product import ArchiveProduct
from modules.inventory.application.catalog.change_product import ChangeProduct, ChangeProductCommand
from modules.inventory.application.locations.change_location import ChangeLocation, ChangeLocationCommand
from modules.inventory.application.stock.adjustments import StockChange
from shared.kernel.errors import Conflict, DomainError, VersionMismatch
from shared.kernel.principal import SYSTEM
from tests.modules.inventory.inspector import METADATA
from tests.modules.inventory.warehouse import Warehouse


async def test_a_location_with_stock_stays_open(warehouse: Warehouse) -> None:
    await warehouse.location("LEEDS")
    await warehouse.product("AAA")
    await warehouse.restock("AAA", 1, "LEEDS")
    change = ChangeLocation(warehouse.begin)
    with pytest.raises(Conflict) as caught:
        await change(
            ChangeLocationCommand(principal=SYSTEM, metadata=METADATA, code="LEEDS", changes={"active": False})
        )
    assert caught.value.code == "location_not_empty"
    await warehouse.adjust(StockChange("AAA", "LEEDS", -1))
    closed = await change(
        ChangeLocationCommand(principal=SYSTEM, metadata=METADATA, code="LEEDS", changes={"active": False})
    )
    assert (closed.active, closed.version) == (False, 2)
    with pytest.raises(Conflict):
        await warehouse.location("LEEDS")


async def test_product_changes_check_the_version_and_publish_events(warehouse: Warehouse) -> None:
    await warehouse.product("AAA")
    with pytest.raises(Conflict):
        await warehouse.product("AAA")
    change, archive = ChangeProduct(warehouse.begin), ArchiveProduct(warehouse.begin)
    changed = await change(
        ChangeProductCommand(
            principal=SYSTEM, metadata=METADATA, sku="AAA", changes={"price_cents": 250}, expected_version=1
        )
    )
    assert changed.version == 2
    assert (
        await change(ChangeProductCommand(principal=SYSTEM, metadata=METADATA, sku="AAA", changes={"price_cents": 250}))
    ).version == 2
    with pytest.raises(VersionMismatch):
        await change(
            ChangeProductCommand(
                principal=SYSTEM, metadata=METADATA, sku="AAA", changes={"price_cents": 1}, expected_version=1
            )
        )
    for _ in range(2):
        archived = await archive(ChangeProductCommand(principal=SYSTEM, metadata=METADATA, sku="AAA"))
        assert (archived.version, archived.terms.active) == (3, False)
    assert [(event.type.rpartition(".")[2], event.sequence) for event in await warehouse.published("", of="AAA")] == [
        ("created", 1),
        ("updated", 2),
        ("archived", 3),
    ]
    revived = await change(
        ChangeProductCommand(principal=SYSTEM, metadata=METADATA, sku="AAA", changes={"active": True})
    )
    assert (revived.archived_at, revived.version) == (None, 4)


@pytest.mark.parametrize("sku", ["ab1", "AB", "A" * 21, "A-1", "AAA\n"])
async def test_skus_match_the_pattern_of_the_shop(warehouse: Warehouse, sku: str) -> None:
    with pytest.raises(DomainError):
        await warehouse.product(sku)
