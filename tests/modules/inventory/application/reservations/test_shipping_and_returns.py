"""Consumption, its undoing, and reallocation; on both stores."""

import pytest

from modules.inventory.domain.errors import NotConsumed
from modules.inventory.public import Allocation, InsufficientStock
from shared.kernel.errors import Conflict, Invalid
from tests.modules.inventory.application.reservations.confirmed_order import confirmed
from tests.modules.inventory.warehouse import Warehouse


async def test_consumed_units_are_removed_from_stock(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10)
    order = await confirmed(warehouse, ("AAA", 4))
    await warehouse.consume(order, "MAIN", {1: 4})
    assert await warehouse.level("AAA") == (6, 0, 0)
    assert await warehouse.states(order) == [("consumed", "MAIN", 4)]
    entry = (await warehouse.inspector.entries())[-1]
    assert (entry.kind, entry.on_hand_delta, entry.reserved_delta, entry.order_id) == ("shipped", -4, -4, order)
    (event,) = await warehouse.published("reservation.consumed")
    assert (event.aggregate_id, event.sequence, event.data["order_id"]) == (str(order), 2, order)
    await warehouse.release(order)
    assert await warehouse.level("AAA") == (6, 0, 0)
    assert await warehouse.states(order) == [("consumed", "MAIN", 4)]


async def test_a_part_is_consumed_and_the_rest_can_still_be_released(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10)
    order = await confirmed(warehouse, ("AAA", 5))
    await warehouse.consume(order, "MAIN", {1: 2})
    assert await warehouse.states(order) == [("committed", "MAIN", 3), ("consumed", "MAIN", 2)]
    await warehouse.release(order, {1: 1})
    await warehouse.consume(order, "MAIN", {1: 2})
    assert await warehouse.level("AAA") == (6, 0, 0)
    assert sorted(await warehouse.states(order)) == [("consumed", "MAIN", 2), ("consumed", "MAIN", 2)]
    assert [event.sequence for event in await warehouse.published("reservation.", of=order)] == [1, 2, 3, 4]


async def test_lines_are_consumed_together_or_not_at_all(warehouse: Warehouse) -> None:
    await warehouse.location("LEEDS")
    await warehouse.location("YORK", 20)
    await warehouse.product("AAA", 3)
    await warehouse.product("BBB")
    await warehouse.restock("BBB", 2, "LEEDS")
    await warehouse.restock("BBB", 2, "YORK")
    order = await confirmed(warehouse, ("AAA", 3), ("BBB", 4))
    with pytest.raises(Conflict) as caught:
        await warehouse.consume(order, "MAIN", {1: 3, 2: 1})
    assert (caught.value.code, caught.value.extensions) == ("not_reserved_here", {"reserved_at": ["LEEDS", "YORK"]})
    assert await warehouse.level("AAA") == (3, 3, 0)
    with pytest.raises(Conflict) as caught:
        await warehouse.consume(order, "MAIN", {1: 4})
    assert caught.value.extensions == {"reserved_at": ["MAIN"]}
    await warehouse.consume(order, "LEEDS", {2: 2})
    assert await warehouse.level("BBB", "LEEDS") == (0, 0, 0)
    with pytest.raises(Conflict) as caught:
        await warehouse.consume(order, "LEEDS", {2: 1})
    assert caught.value.extensions == {"reserved_at": ["YORK"]}


async def test_two_lines_of_one_sku_are_one_ledger_entry(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 9)
    order = await confirmed(warehouse, ("AAA", 3), ("AAA", 4))
    await warehouse.consume(order, "MAIN", {1: 2, 2: 3})
    assert [e.on_hand_delta for e in await warehouse.inspector.entries() if e.kind == "shipped"] == [-5]
    assert await warehouse.level("AAA") == (4, 2, 0)


async def test_held_or_backordered_units_cannot_be_consumed(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 2, backorder_policy="allow")
    held, _ = await warehouse.reserve(("AAA", 1))
    waiting, _ = await warehouse.reserve(("AAA", 3), backorder=True, minutes=None)
    refusals: list[tuple[int, int, list[str]]] = [(held, 1, []), (waiting, 2, ["MAIN"])]
    for order, units, places in refusals:
        with pytest.raises(Conflict) as caught:
            await warehouse.consume(order, "MAIN", {1: units})
        assert (caught.value.code, caught.value.extensions) == ("not_reserved_here", {"reserved_at": places})


async def test_lines_without_stock_tracking_are_ignored(warehouse: Warehouse) -> None:
    await warehouse.product("GIFT", track_inventory=False)
    await warehouse.product("AAA", 1)
    order = await confirmed(warehouse, ("GIFT", 2), ("AAA", 1))
    await warehouse.consume(order, "MAIN", {1: 2})
    await warehouse.consume(order, "MAIN", {1: 2, 2: 1})
    await warehouse.restore(order, "MAIN", {1: 2, 2: 1})
    await warehouse.return_stock(order, ("GIFT", 2, "MAIN", "restock"))
    assert await warehouse.level("GIFT") == (0, 0, 0)
    assert await warehouse.level("AAA") == (1, 1, 0)


async def test_restoring_undoes_a_consume_exactly(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10, backorder_policy="allow")
    order = await confirmed(warehouse, ("AAA", 7))
    await warehouse.consume(order, "MAIN", {1: 2})
    await warehouse.consume(order, "MAIN", {1: 3})
    waiting, _ = await warehouse.reserve(("AAA", 5), minutes=None, backorder=True)
    before = await warehouse.level("AAA")
    await warehouse.restore(order, "MAIN", {1: 3})
    assert await warehouse.level("AAA") == (before[0] + 3, before[1] + 3, 0)
    assert sum(units for state, _, units in await warehouse.states(order) if state == "committed") == 5
    assert (await warehouse.states(waiting))[-1] == ("waiting", None, 2)
    entry = (await warehouse.inspector.entries())[-1]
    assert (entry.kind, entry.on_hand_delta, entry.reserved_delta, entry.order_id) == ("restored", 3, 3, order)
    assert len(await warehouse.published("reservation.restored", of=order)) == 1
    await warehouse.restore(order, "MAIN", {1: 1})
    assert sorted(await warehouse.states(order)) == [
        ("committed", "MAIN", 1),
        ("committed", "MAIN", 2),
        ("committed", "MAIN", 3),
        ("consumed", "MAIN", 1),
    ]
    with pytest.raises(NotConsumed):
        await warehouse.restore(order, "MAIN", {1: 2})


async def test_units_are_restored_in_reverse_order(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10)
    order = await confirmed(warehouse, ("AAA", 5))
    await warehouse.consume(order, "MAIN", {1: 2})
    await warehouse.consume(order, "MAIN", {1: 3})
    await warehouse.restore(order, "MAIN", {1: 3})
    assert await warehouse.states(order) == [("committed", "MAIN", 3), ("consumed", "MAIN", 2)]


async def test_reallocated_units_come_from_another_location(warehouse: Warehouse) -> None:
    await warehouse.location("LEEDS")
    await warehouse.product("AAA", 5)
    await warehouse.restock("AAA", 3, "LEEDS")
    order = await confirmed(warehouse, ("AAA", 5))
    await warehouse.reallocate(order, 2, "MAIN", "LEEDS")
    assert await warehouse.states(order) == [("committed", "MAIN", 3), ("committed", "LEEDS", 2)]
    assert (await warehouse.level("AAA"), await warehouse.level("AAA", "LEEDS")) == ((5, 3, 0), (3, 2, 0))
    moved = [e for e in await warehouse.inspector.entries() if e.kind == "reallocated"]
    assert [(e.location_code, e.on_hand_delta, e.reserved_delta) for e in moved] == [("LEEDS", 0, 2), ("MAIN", 0, -2)]
    (event,) = await warehouse.published("reservation.reallocated", of=order)
    assert event.sequence == 2
    await warehouse.consume(order, "LEEDS", {1: 2})


async def test_units_freed_by_reallocation_fill_backorders(warehouse: Warehouse) -> None:
    await warehouse.location("STORE", fulfills_online=False)
    await warehouse.product("AAA", 3, backorder_policy="allow")
    order = await confirmed(warehouse, ("AAA", 3))
    waiting, _ = await warehouse.reserve(("AAA", 1), minutes=None, backorder=True)
    await warehouse.restock("AAA", 2, "STORE")
    await warehouse.reallocate(order, 2, "MAIN", "STORE")
    assert await warehouse.states(waiting) == [("committed", "MAIN", 1)]
    assert await warehouse.level("AAA") == (3, 2, 0)


async def test_reallocation_is_rejected_without_available_units(warehouse: Warehouse) -> None:
    await warehouse.location("LEEDS")
    await warehouse.location("SHUT", active=False)
    await warehouse.product("AAA", 4)
    await warehouse.restock("AAA", 1, "LEEDS")
    await warehouse.product("GIFT", track_inventory=False)
    order = await confirmed(warehouse, ("AAA", 4), ("GIFT", 1))
    refusals: list[tuple[int, int, str, str, dict[str, object]]] = [
        (1, 1, "LEEDS", "MAIN", {"reserved_at": ["MAIN"]}),
        (1, 5, "MAIN", "LEEDS", {"reserved_at": ["MAIN"]}),
        (2, 1, "MAIN", "LEEDS", {"reserved_at": []}),
        (1, 2, "MAIN", "LEEDS", {"items": [{"sku": "AAA", "requested": 2, "available": 1}]}),
    ]
    for line, units, source, target, facts in refusals:
        with pytest.raises(Conflict) as caught:
            await warehouse.reallocate(order, units, source, target, line)
        assert caught.value.extensions == facts
    for target in ("SHUT", "NONE", "MAIN"):
        with pytest.raises(Invalid) as wrong:
            await warehouse.reallocate(order, 1, "MAIN", target)
        assert [error.pointer for error in wrong.value.errors] == ["/to"]
    assert await warehouse.states(order) == [("committed", "MAIN", 4)]


async def test_overdue_holds_do_not_block_reallocation(warehouse: Warehouse) -> None:
    await warehouse.location("LEEDS")
    await warehouse.product("AAA", 2)
    order = await confirmed(warehouse, ("AAA", 2))
    await warehouse.restock("AAA", 2, "LEEDS")
    stale, _ = await warehouse.reserve(("AAA", 2), minutes=1)
    warehouse.pass_time(minutes=2)
    await warehouse.reallocate(order, 2, "MAIN", "LEEDS")
    assert await warehouse.states(stale) == [("expired", "LEEDS", 2)]
    assert await warehouse.states(order) == [("committed", "LEEDS", 2)]


async def test_ledger_entries_and_allocations_of_an_order(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 4)
    await warehouse.product("BBB", 4)
    order = await confirmed(warehouse, ("AAA", 2), ("BBB", 1))
    other = await confirmed(warehouse, ("BBB", 2))
    await warehouse.consume(order, "MAIN", {1: 2})
    async with warehouse.transaction() as tx:
        entries = await warehouse.api.list_ledger_entries(tx, order)
        published = await warehouse.api.get_allocations_by_order(tx, [order, other, 99])
    assert sorted((e.kind, e.sku, e.on_hand_delta, e.reserved) for e in entries) == [
        ("reserved", "AAA", 0, 2),
        ("reserved", "BBB", 0, 1),
        ("shipped", "AAA", -2, 0),
    ]
    assert [entry.kind for entry in entries][-1] == "shipped"
    assert {entry.request_id for entry in entries} == {"r-1"}
    assert published == {order: [Allocation(2, "BBB", "MAIN", 1)], other: [Allocation(1, "BBB", "MAIN", 2)]}


async def test_holds_can_be_pinned_from_the_start(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 4, backorder_policy="allow")
    async with warehouse.transaction() as tx:
        await warehouse.api.reserve_many(
            tx, [warehouse.demand(77, [("AAA", 5)], tx, backorder=True, expiry_suspended=True)]
        )
        await tx.commit()
    warehouse.pass_time(hours=1)
    await warehouse.expire()
    _, outcome = await warehouse.reserve(("AAA", 1))
    assert isinstance(outcome, InsufficientStock)
    assert await warehouse.states(77) == [("held", "MAIN", 4), ("waiting", None, 1)]
    await warehouse.resume_expiry(77, minutes=-1)
    await warehouse.expire()
    assert await warehouse.states(77) == [("expired", "MAIN", 4), ("expired", None, 1)]
