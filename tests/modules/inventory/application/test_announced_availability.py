"""Announcements of availability, on both stores."""

from modules.inventory.application.stock.publish_availability import PublishAvailability
from modules.inventory.application.stock.publish_due_availability import PublishDueAvailability
from modules.inventory.public import Reserved
from tests.modules.inventory.inspector import METADATA
from tests.modules.inventory.warehouse import POLICY, Warehouse


async def tell(warehouse: Warehouse, *skus: str) -> list[tuple[str, int, object]]:
    """The new announcements of the SKUs."""
    before = len(await warehouse.inspector.events())
    async with warehouse.transaction() as tx:
        await PublishAvailability(warehouse.join, POLICY)(tx, skus, METADATA)
        await tx.commit()
    new = (await warehouse.inspector.events())[before:]
    return [(event.type.partition(".")[2], event.sequence, event.data["available"]) for event in new]


async def test_each_availability_change_is_announced_once(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10, low_stock_threshold=4)
    assert await tell(warehouse, "AAA") == [("stock.back", 2, 10), ("availability.changed", 3, 10)]
    assert await tell(warehouse, "AAA") == []
    warehouse.pass_time(seconds=2)
    await warehouse.reserve(("AAA", 6))
    assert await tell(warehouse, "AAA") == [("stock.low", 4, 4), ("availability.changed", 5, 4)]
    warehouse.pass_time(seconds=2)
    order, _ = await warehouse.reserve(("AAA", 4))
    assert await tell(warehouse, "AAA", "NONE") == [("stock.out", 6, 0), ("availability.changed", 7, 0)]
    warehouse.pass_time(seconds=2)
    await warehouse.release(order, {1: 1})
    assert await tell(warehouse, "AAA") == [
        ("stock.back", 8, 1),
        ("stock.low", 9, 1),
        ("availability.changed", 10, 1),
    ]


async def test_the_quantity_is_announced_at_most_once_a_second_and_never_lost(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 100)
    await tell(warehouse, "AAA")
    for _ in range(3):
        assert isinstance((await warehouse.reserve(("AAA", 1)))[1], Reserved)
        assert await tell(warehouse, "AAA") == []
    await PublishDueAvailability(warehouse.begin, POLICY)()
    assert len(await warehouse.published("availability.changed")) == 1
    warehouse.pass_time(seconds=2)
    await PublishDueAvailability(warehouse.begin, POLICY)()
    await PublishDueAvailability(warehouse.begin, POLICY)()
    assert [event.data["available"] for event in await warehouse.published("availability.changed")] == [100, 97]
