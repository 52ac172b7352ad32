"""Units of digital lines are consumed when they are committed; on both stores."""

from modules.inventory.domain.ledger import find_first_defect
from modules.inventory.public import Allocation, Reserved
from tests.modules.inventory.warehouse import Warehouse


async def test_a_demand_that_is_committed_at_once_is_consumed_at_once(warehouse: Warehouse) -> None:
    await warehouse.product("KEY", 3, backorder_policy="allow")
    order, outcome = await warehouse.reserve(("KEY", 1), ("KEY", 4), minutes=None, backorder=True, digital=True)
    assert outcome == Reserved((Allocation(2, "KEY", None, 2),))
    assert await warehouse.states(order) == [("consumed", "MAIN", 1), ("consumed", "MAIN", 2), ("waiting", None, 2)]
    assert await warehouse.level("KEY") == (0, 0, 0)
    committed, consumed = await warehouse.published("reservation.", of=order)
    assert [(event.type, event.sequence) for event in (committed, consumed)] == [
        ("inventory.reservation.committed", 1),
        ("inventory.reservation.consumed", 2),
    ]
    assert find_first_defect(await warehouse.inspector.entries()) is None


async def test_a_demand_that_is_only_held_stays_until_its_lines_are_consumed(warehouse: Warehouse) -> None:
    await warehouse.location("LEEDS")
    await warehouse.product("KEY", 2)
    await warehouse.product("TEA", 5)
    await warehouse.restock("KEY", 1, "LEEDS")
    order, _ = await warehouse.reserve(("KEY", 3), ("TEA", 1), digital=True)
    assert await warehouse.level("KEY") == (2, 2, 0)
    await warehouse.commit(order)
    await warehouse.consume_lines(order, 1)
    assert await warehouse.states(order) == [
        ("consumed", "MAIN", 2),
        ("consumed", "LEEDS", 1),
        ("committed", "MAIN", 1),
    ]
    assert (await warehouse.level("KEY"), await warehouse.level("TEA")) == ((0, 0, 0), (5, 1, 0))
    (consumed,) = await warehouse.published("reservation.consumed", of=order)
    assert consumed.sequence == 3
    await warehouse.consume_lines(order, 1)
    assert len(await warehouse.published("reservation.consumed", of=order)) == 1


async def test_units_are_allocated_only_to_unconsumed_backorders(warehouse: Warehouse) -> None:
    await warehouse.product("KEY", backorder_policy="allow")
    order, _ = await warehouse.reserve(("KEY", 2), minutes=None, backorder=True, digital=True)
    await warehouse.restock("KEY", 1)
    await warehouse.consume_lines(order, 1)
    assert await warehouse.states(order) == [("waiting", None, 1), ("consumed", "MAIN", 1)]
    assert (await warehouse.stock("KEY")).waiting == 1
