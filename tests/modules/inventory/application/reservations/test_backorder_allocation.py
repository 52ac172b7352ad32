"""Available stock goes first to backorders of confirmed orders, oldest first; on both stores."""

from collections.abc import Awaitable, Callable

import pytest

from modules.inventory.application.catalog.import_products import ImportProducts
from modules.inventory.application.locations.change_location import ChangeLocation, ChangeLocationCommand
from modules.inventory.application.stock.adjustments import StockChange
from modules.inventory.application.stock.book_receipt import BookReceipt, BookReceiptCommand
from modules.inventory.application.stock.receipts import ReceiptLine
from modules.inventory.application.stock.set_level import SetLevel, SetLevelCommand
from modules.inventory.public import ProductLine
from shared.kernel.principal import SYSTEM
from tests.modules.inventory.inspector import METADATA
from tests.modules.inventory.warehouse import POLICY, Warehouse

Become = Callable[[Warehouse], Awaitable[object]]


async def receipt(warehouse: Warehouse) -> object:
    lines = [
        ReceiptLine(sku="AAA", location_code="MAIN", quantity=1),
        ReceiptLine(sku="AAA", location_code="LEEDS", quantity=2),
    ]
    return await BookReceipt(warehouse.begin)(BookReceiptCommand(principal=SYSTEM, metadata=METADATA, lines=lines))


async def found(warehouse: Warehouse) -> object:
    return await warehouse.adjust(StockChange("AAA", "MAIN", 3))


async def usable_again(warehouse: Warehouse) -> object:
    await warehouse.adjust(StockChange("AAA", "MAIN", 3, 3))
    return await warehouse.adjust(StockChange("AAA", "MAIN", 0, -3))


async def counted(warehouse: Warehouse) -> object:
    return await SetLevel(warehouse.begin)(
        SetLevelCommand(
            principal=SYSTEM, metadata=METADATA, sku="AAA", location_code="LEEDS", on_hand=3, expected_on_hand=0
        )
    )


async def imported(warehouse: Warehouse) -> object:
    lines = [ProductLine("AAA", "AAA", 100, 3)]
    return [done async for done in ImportProducts(warehouse.begin, POLICY)(lines, "catalogue 7", METADATA)]


async def sold_online_from_now_on(warehouse: Warehouse) -> object:
    await warehouse.location("STORE", fulfills_online=False)
    await warehouse.restock("AAA", 3, "STORE")
    return await ChangeLocation(warehouse.begin)(
        ChangeLocationCommand(principal=SYSTEM, metadata=METADATA, code="STORE", changes={"fulfills_online": True})
    )


@pytest.mark.parametrize("become", [receipt, found, usable_again, counted, imported, sold_online_from_now_on])
async def test_the_longest_confirmed_orders_are_allocated_first(warehouse: Warehouse, become: Become) -> None:
    await warehouse.location("LEEDS")
    await warehouse.product("AAA", backorder_policy="allow")
    second, first, unconfirmed = [
        (await warehouse.reserve(("AAA", 2), backorder=True, minutes=60))[0] for _ in range(3)
    ]
    await warehouse.commit(first)
    warehouse.pass_time(minutes=1)
    await warehouse.commit(second)
    await become(warehouse)
    assert await waiting(warehouse, first) == 0
    assert await waiting(warehouse, second) == 1
    assert await waiting(warehouse, unconfirmed) == 2
    stock = await warehouse.stock("AAA")
    assert (stock.available, stock.waiting) == (0, 3)
    assert {event.aggregate_id for event in await warehouse.published("reservation.filled")} == {
        str(first),
        str(second),
    }


async def waiting(warehouse: Warehouse, order: int) -> int:
    return sum(units for state, _, units in await warehouse.states(order) if state == "waiting")


async def test_an_opened_location_fills_backorders(warehouse: Warehouse) -> None:
    """Stock at a location that does not fulfill orders is not allocated until it does."""
    await warehouse.location("LEEDS", active=False)
    await warehouse.product("AAA", backorder_policy="allow")
    order, _ = await warehouse.reserve(("AAA", 2), backorder=True, minutes=None)
    change = ChangeLocation(warehouse.begin)
    await change(
        ChangeLocationCommand(
            principal=SYSTEM, metadata=METADATA, code="LEEDS", changes={"active": True, "fulfills_online": False}
        )
    )
    await warehouse.restock("AAA", 5, "LEEDS")
    assert await waiting(warehouse, order) == 2
    await change(ChangeLocationCommand(principal=SYSTEM, metadata=METADATA, code="LEEDS", changes={"priority": 3}))
    assert await waiting(warehouse, order) == 2
    await change(
        ChangeLocationCommand(principal=SYSTEM, metadata=METADATA, code="LEEDS", changes={"fulfills_online": True})
    )
    assert await warehouse.states(order) == [("committed", "LEEDS", 2)]
    assert await warehouse.level("AAA", "LEEDS") == (5, 2, 0)


async def test_expired_holds_fill_backorders(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 3, backorder_policy="allow")
    await warehouse.reserve(("AAA", 3), minutes=1)
    order, _ = await warehouse.reserve(("AAA", 2), backorder=True, minutes=None)
    warehouse.pass_time(minutes=2)
    await warehouse.expire()
    assert await warehouse.states(order) == [("committed", "MAIN", 2)]
