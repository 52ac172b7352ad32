"""Units that come back from customers; on both stores."""

import pytest

from modules.inventory.public import Disposition
from shared.kernel.errors import Invalid
from tests.modules.inventory.application.reservations.confirmed_order import confirmed
from tests.modules.inventory.warehouse import Warehouse


@pytest.mark.parametrize(
    ("disposition", "level"),
    [("restock", (8, 0, 0)), ("quarantine", (8, 0, 2)), ("damaged", (8, 0, 2)), ("discard", (6, 0, 0))],
)
async def test_returned_units_are_booked_by_their_condition(
    warehouse: Warehouse, disposition: Disposition, level: tuple[int, int, int]
) -> None:
    await warehouse.product("AAA", 10)
    order = await confirmed(warehouse, ("AAA", 4))
    await warehouse.consume(order, "MAIN", {1: 4})
    await warehouse.return_stock(order, ("AAA", 2, "MAIN", disposition))
    assert await warehouse.level("AAA") == level
    booked = [(e.kind, e.reason, e.order_id) for e in await warehouse.inspector.entries()][3:]
    published = [(t.sequence, t.data["quantity"]) for t in await warehouse.published("stock.returned")]
    if disposition == "discard":
        assert (booked, published) == ([], [])
    else:
        assert (booked, published) == ([("returned", disposition, order)], [(2, 2)])
    assert await warehouse.states(order) == [("consumed", "MAIN", 4)]


async def test_returned_units_fill_backorders_first(warehouse: Warehouse) -> None:
    await warehouse.location("LEEDS")
    await warehouse.product("AAA", 4, backorder_policy="allow")
    order = await confirmed(warehouse, ("AAA", 4))
    await warehouse.consume(order, "MAIN", {1: 4})
    waiting, _ = await warehouse.reserve(("AAA", 2), minutes=None, backorder=True)
    await warehouse.return_stock(order, ("AAA", 1, "MAIN", "damaged"))
    assert await warehouse.states(waiting) == [("waiting", None, 2)]
    await warehouse.return_stock(order, ("AAA", 3, "LEEDS", "restock"))
    assert await warehouse.states(waiting) == [("committed", "LEEDS", 2)]
    assert await warehouse.level("AAA", "LEEDS") == (3, 2, 0)


async def test_every_unknown_location_of_a_return_is_reported_and_nothing_is_booked(warehouse: Warehouse) -> None:
    await warehouse.location("SHUT", active=False)
    await warehouse.product("AAA", 4)
    order = await confirmed(warehouse, ("AAA", 4))
    await warehouse.consume(order, "MAIN", {1: 4})
    with pytest.raises(Invalid) as caught:
        await warehouse.return_stock(
            order,
            ("AAA", 1, "SHUT", "discard"),
            ("AAA", 1, "MAIN", "restock"),
            ("AAA", 1, "NONE", "restock"),
        )
    assert [(error.pointer, error.code) for error in caught.value.errors] == [
        ("/items/0/location_code", "location_not_found"),
        ("/items/2/location_code", "location_not_found"),
    ]
    assert await warehouse.level("AAA") == (0, 0, 0)
