"""Reservation of stock; on both stores."""

import pytest

from modules.inventory.public import Allocation, InsufficientStock, Reserved, Shortage
from tests.modules.inventory.warehouse import Warehouse


async def test_reserved_units_are_held_and_in_the_ledger(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10)
    order, outcome = await warehouse.reserve(("AAA", 4))
    assert outcome == Reserved((Allocation(1, "AAA", "MAIN", 4),))
    assert await warehouse.level("AAA") == (10, 4, 0)
    assert await warehouse.states(order) == [("held", "MAIN", 4)]
    entry = (await warehouse.inspector.entries())[-1]
    assert (entry.kind, entry.reserved_delta, entry.reserved, entry.order_id) == ("reserved", 4, 4, order)
    (event,) = await warehouse.published("reservation.held")
    assert (event.aggregate_id, event.sequence, event.data["order_id"]) == (str(order), 1, order)


async def test_an_order_that_needs_no_payment_is_committed_at_once(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10)
    order, _ = await warehouse.reserve(("AAA", 4), minutes=None)
    assert await warehouse.states(order) == [("committed", "MAIN", 4)]
    assert len(await warehouse.published("reservation.committed", of=order)) == 1
    await warehouse.commit(order)
    assert len(await warehouse.published("reservation.committed", of=order)) == 1


async def test_the_same_sku_on_two_lines_is_summed(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 5)
    _, outcome = await warehouse.reserve(("AAA", 3), ("AAA", 3))
    assert outcome == InsufficientStock([Shortage("AAA", 6, 5)])
    assert await warehouse.level("AAA") == (5, 0, 0)
    order, outcome = await warehouse.reserve(("AAA", 3), ("AAA", 2))
    assert outcome == Reserved((Allocation(1, "AAA", "MAIN", 3), Allocation(2, "AAA", "MAIN", 2)))
    reserved = [entry for entry in await warehouse.inspector.entries() if entry.order_id == order]
    assert [entry.reserved_delta for entry in reserved] == [5]


async def test_every_short_item_is_reported_and_nothing_is_held(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 1)
    await warehouse.product("BBB", 9)
    await warehouse.product("CCC")
    order, outcome = await warehouse.reserve(("AAA", 2), ("BBB", 3), ("CCC", 1), ("NONE", 1))
    assert outcome == InsufficientStock([Shortage("AAA", 2, 1), Shortage("CCC", 1, 0), Shortage("NONE", 1, 0)])
    assert await warehouse.level("BBB") == (9, 0, 0)
    assert await warehouse.states(order) == []


async def test_unmet_demand_is_recorded_once_per_request(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 1)
    for _ in range(3):
        await warehouse.reserve(("AAA", 2), request_key="the request")
    await warehouse.reserve(("AAA", 5), request_key="another")
    assert await warehouse.inspector.refused() == [("another", "AAA", 5, 1), ("the request", "AAA", 2, 1)]


async def test_a_batch_is_served_in_the_order_of_arrival(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 5)
    outcomes = await warehouse.reserve_all(("AAA", 3), ("AAA", 3), ("AAA", 2), ("AAA", 1))
    assert [type(outcome) for outcome in outcomes] == [Reserved, InsufficientStock, Reserved, InsufficientStock]
    assert outcomes[1] == InsufficientStock([Shortage("AAA", 3, 2)])
    assert await warehouse.level("AAA") == (5, 5, 0)


@pytest.mark.parametrize(
    ("near", "far", "expected"),
    [
        (5, 5, [("MAIN", 4)]),
        (3, 5, [("LEEDS", 4)]),
        (3, 3, [("MAIN", 3), ("LEEDS", 1)]),
    ],
)
async def test_fewest_locations_are_chosen_then_priority(
    warehouse: Warehouse, near: int, far: int, expected: list[tuple[str, int]]
) -> None:
    await warehouse.location("LEEDS")
    await warehouse.product("AAA", near)
    await warehouse.restock("AAA", far, "LEEDS")
    order, _ = await warehouse.reserve(("AAA", 4))
    assert [(place, units) for _, place, units in await warehouse.states(order)] == expected


async def test_offline_locations_are_not_allocated(warehouse: Warehouse) -> None:
    await warehouse.location("STORE", fulfills_online=False)
    await warehouse.product("AAA", 1)
    await warehouse.restock("AAA", 50, "STORE")
    _, outcome = await warehouse.reserve(("AAA", 2))
    assert outcome == InsufficientStock([Shortage("AAA", 2, 1)])


async def test_products_without_stock_keeping_never_run_out(warehouse: Warehouse) -> None:
    await warehouse.product("GIFT", track_inventory=False)
    order, outcome = await warehouse.reserve(("GIFT", 1000))
    assert outcome == Reserved(())
    await warehouse.commit(order)
    await warehouse.release(order)
    assert await warehouse.published("reservation.") == []


async def test_overdue_holds_never_block_an_order(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 5)
    await warehouse.product("BBB", 5)
    stale, _ = await warehouse.reserve(("AAA", 5), ("BBB", 1), minutes=15)
    warehouse.pass_time(minutes=16)
    order, outcome = await warehouse.reserve(("AAA", 3), request_key="x")
    assert isinstance(outcome, Reserved)
    assert await warehouse.states(stale) == [("expired", "MAIN", 5), ("held", "MAIN", 1)]
    assert await warehouse.level("AAA") == (5, 3, 0)
    assert await warehouse.inspector.refused() == []
    (event,) = await warehouse.published("reservation.expired", of=stale)
    assert event.sequence == 2
    kinds = [(e.kind, e.order_id) for e in await warehouse.inspector.entries() if e.sku == "AAA"]
    assert kinds[-2:] == [("expired", stale), ("reserved", order)]


async def test_pinned_and_committed_holds_do_not_expire(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 4)
    suspended, _ = await warehouse.reserve(("AAA", 2), minutes=15)
    committed, _ = await warehouse.reserve(("AAA", 2), minutes=15)
    assert await warehouse.suspend_expiry(suspended)
    await warehouse.commit(committed)
    warehouse.pass_time(hours=1)
    _, outcome = await warehouse.reserve(("AAA", 1))
    assert outcome == InsufficientStock([Shortage("AAA", 1, 0)])
    await warehouse.expire()
    assert await warehouse.level("AAA") == (4, 4, 0)
    await warehouse.resume_expiry(suspended, minutes=-1)
    _, outcome = await warehouse.reserve(("AAA", 1))
    assert isinstance(outcome, Reserved)
