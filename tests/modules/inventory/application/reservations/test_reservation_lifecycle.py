"""Commitment, release, expiry and backorder allocation; on both stores."""

import pytest

from modules.inventory.public import Allocation, InsufficientStock, Reserved, Shortage
from shared.kernel.errors import Conflict
from tests.modules.inventory.warehouse import Warehouse


async def test_a_repeated_commit_changes_nothing(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10)
    order, _ = await warehouse.reserve(("AAA", 4))
    for _ in range(2):
        await warehouse.commit(order)
        assert await warehouse.states(order) == [("committed", "MAIN", 4)]
    assert [event.sequence for event in await warehouse.published("reservation.committed", of=order)] == [2]
    assert await warehouse.level("AAA") == (10, 4, 0)


async def test_released_units_are_available_and_a_repeat_changes_nothing(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10)
    order, _ = await warehouse.reserve(("AAA", 4))
    for _ in range(2):
        await warehouse.release(order)
        assert await warehouse.states(order) == [("released", "MAIN", 4)]
        assert await warehouse.level("AAA") == (10, 0, 0)
    assert len(await warehouse.published("reservation.released", of=order)) == 1


async def test_some_units_of_some_lines_are_released(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10)
    await warehouse.product("BBB", 10)
    order, _ = await warehouse.reserve(("AAA", 4), ("BBB", 2))
    await warehouse.commit(order)
    await warehouse.release(order, {1: 1})
    await warehouse.release(order, {1: 99, 2: 2})
    assert await warehouse.states(order) == [("released", "MAIN", 3), ("released", "MAIN", 2)]
    assert await warehouse.level("AAA") == (10, 0, 0)
    assert await warehouse.level("BBB") == (10, 0, 0)
    assert [event.sequence for event in await warehouse.published("reservation.", of=order)] == [1, 2, 3, 4]


async def test_a_lost_hold_cannot_be_committed_or_pinned(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10)
    expired, _ = await warehouse.reserve(("AAA", 4))
    released, _ = await warehouse.reserve(("AAA", 4))
    await warehouse.release(released)
    warehouse.pass_time(hours=1)
    await warehouse.expire()
    for order in (expired, released):
        with pytest.raises(Conflict) as caught:
            await warehouse.commit(order)
        assert caught.value.code == "hold_lost"
        assert not await warehouse.suspend_expiry(order)
    assert await warehouse.level("AAA") == (10, 0, 0)


async def test_an_overdue_hold_counts_until_it_is_expired(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10)
    order, _ = await warehouse.reserve(("AAA", 4))
    warehouse.pass_time(hours=1)
    assert await warehouse.suspend_expiry(order)
    await warehouse.expire()
    await warehouse.commit(order)
    assert await warehouse.level("AAA") == (10, 4, 0)


async def test_the_job_expires_overdue_holds(warehouse: Warehouse) -> None:
    for sku in ("AAA", "BBB"):
        await warehouse.product(sku, 10)
    old, _ = await warehouse.reserve(("AAA", 4), ("BBB", 1))
    warehouse.pass_time(minutes=10)
    young, _ = await warehouse.reserve(("AAA", 1))
    warehouse.pass_time(minutes=10)
    await warehouse.expire()
    assert await warehouse.states(old) == [("expired", "MAIN", 4), ("expired", "MAIN", 1)]
    assert await warehouse.states(young) == [("held", "MAIN", 1)]
    assert await warehouse.level("AAA") == (10, 1, 0)
    (event,) = await warehouse.published("reservation.expired", of=old)
    assert (event.data["order_id"], event.sequence) == (old, 2)


async def test_backorders_require_consent_and_remaining_limit(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 2, backorder_policy="allow", backorder_limit=5)
    _, outcome = await warehouse.reserve(("AAA", 4))
    assert outcome == InsufficientStock([Shortage("AAA", 4, 2)])
    order, outcome = await warehouse.reserve(("AAA", 4), backorder=True)
    assert outcome == Reserved((Allocation(1, "AAA", "MAIN", 2), Allocation(1, "AAA", None, 2)))
    assert await warehouse.states(order) == [("held", "MAIN", 2), ("waiting", None, 2)]
    _, outcome = await warehouse.reserve(("AAA", 4), backorder=True)
    assert outcome == InsufficientStock([Shortage("AAA", 4, 0)])
    _, outcome = await warehouse.reserve(("AAA", 3), backorder=True)
    assert isinstance(outcome, Reserved)


async def test_expired_backorders_free_the_backorder_limit(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", backorder_policy="allow", backorder_limit=5)
    stale, _ = await warehouse.reserve(("AAA", 5), backorder=True)
    warehouse.pass_time(hours=1)
    _, outcome = await warehouse.reserve(("AAA", 5), backorder=True)
    assert isinstance(outcome, Reserved)
    assert await warehouse.states(stale) == [("expired", None, 5)]
    assert (await warehouse.stock("AAA")).waiting == 5


async def test_a_restock_fills_the_longest_confirmed_orders_first(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", backorder_policy="allow")
    orders = [(await warehouse.reserve(("AAA", 3), backorder=True, minutes=60))[0] for _ in range(3)]
    first, second, unconfirmed = orders
    await warehouse.commit(second)
    warehouse.pass_time(minutes=1)
    await warehouse.commit(first)
    done = await warehouse.restock("AAA", 4)
    assert (done.backorders_filled, done.line.on_hand, done.line.available, done.line.ledger_seq) == (4, 4, 0, 3)
    assert await warehouse.states(second) == [("committed", "MAIN", 3)]
    assert await warehouse.states(first) == [("waiting", None, 2), ("committed", "MAIN", 1)]
    assert await warehouse.states(unconfirmed) == [("waiting", None, 3)]
    assert [event.sequence for event in await warehouse.published("reservation.filled")] == [3, 3]
    done = await warehouse.restock("AAA", 10)
    assert (done.backorders_filled, done.line.available) == (2, 8)
    assert (await warehouse.stock("AAA")).waiting == 3
    await warehouse.commit(unconfirmed)
    assert await warehouse.states(unconfirmed) == [("committed", "MAIN", 3)]
    assert await warehouse.level("AAA") == (14, 9, 0)


async def test_released_units_fill_backorders(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 3, backorder_policy="allow")
    lucky, _ = await warehouse.reserve(("AAA", 3))
    waiting, _ = await warehouse.reserve(("AAA", 2), backorder=True, minutes=None)
    await warehouse.release(lucky)
    assert await warehouse.states(waiting) == [("committed", "MAIN", 2)]
    assert await warehouse.level("AAA") == (3, 2, 0)


async def test_expired_units_fill_backorders_before_new_orders(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 3, backorder_policy="allow")
    await warehouse.reserve(("AAA", 3))
    waiting, _ = await warehouse.reserve(("AAA", 2), backorder=True, minutes=None)
    warehouse.pass_time(hours=1)
    _, outcome = await warehouse.reserve(("AAA", 2))
    assert outcome == InsufficientStock([Shortage("AAA", 2, 1)])
    assert await warehouse.states(waiting) == [("committed", "MAIN", 2)]


async def test_backordered_units_are_released_first(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 3, backorder_policy="allow")
    order, _ = await warehouse.reserve(("AAA", 5), backorder=True, minutes=None)
    await warehouse.release(order, {1: 3})
    assert await warehouse.states(order) == [("committed", "MAIN", 2), ("released", None, 2)]
    assert (await warehouse.stock("AAA")).waiting == 0


async def test_ledger_balances_run_and_chains_hold(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 5)
    order, _ = await warehouse.reserve(("AAA", 3))
    await warehouse.release(order)
    entries = await warehouse.inspector.entries()
    assert [(e.seq, e.kind, e.on_hand, e.reserved) for e in entries] == [
        (1, "received", 5, 0),
        (2, "reserved", 5, 3),
        (3, "released", 5, 0),
    ]
    assert entries[1].prev_hash == entries[0].hash
    assert (entries[0].actor, entries[0].request_id) == ("user:1", "r-1")


async def test_an_uncommitted_change_is_rolled_back(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 5)
    async with warehouse.transaction() as tx:
        await warehouse.api.reserve_many(tx, [warehouse.demand(1, [("AAA", 3)], tx)])
    assert await warehouse.level("AAA") == (5, 0, 0)


async def test_several_changes_in_one_transaction_see_each_other(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 5)
    async with warehouse.transaction() as tx:
        await warehouse.api.reserve_many(tx, [warehouse.demand(1, [("AAA", 3)], tx)])
        await warehouse.api.suspend_expiry(tx, 1, warehouse.demand(1, [], tx).metadata)
        await warehouse.api.commit(tx, 1, warehouse.demand(1, [], tx).metadata)
        await warehouse.api.release(tx, 1, warehouse.demand(1, [], tx).metadata, {1: 1})
        await tx.commit()
    assert await warehouse.states(1) == [("committed", "MAIN", 2)]
    assert await warehouse.level("AAA") == (5, 2, 0)
    assert [event.sequence for event in await warehouse.published("reservation.", of=1)] == [1, 2, 3]


async def test_availability_and_offers(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 5, backorder_policy="allow", backorder_limit=10, max_per_order=3)
    await warehouse.reserve(("AAA", 7), backorder=True)
    async with warehouse.transaction() as tx:
        published = await warehouse.api.get_availability(tx, ["AAA", "NONE"])
        offers = await warehouse.api.get_offers(tx, ["AAA", "NONE"])
    assert {sku: (each.available, each.backorderable) for sku, each in published.items()} == {"AAA": (0, 8)}
    assert {sku: (offer.price_cents, offer.max_per_order) for sku, offer in offers.items()} == {"AAA": (100, 3)}


async def test_reserved_units_are_listed_by_order(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10, backorder_policy="allow")
    first, _ = await warehouse.reserve(("AAA", 4), ("AAA", 1))
    second, _ = await warehouse.reserve(("AAA", 2))
    await warehouse.release(second)
    third, _ = await warehouse.reserve(("AAA", 6), backorder=True)
    async with warehouse.transaction() as tx:
        assert await warehouse.api.list_reserved_units(tx) == {first: (5, 0), third: (5, 1)}
        published = await warehouse.api.get_allocations(tx, third)
        assert [(each.line_id, each.location_code, each.quantity) for each in published] == [
            (1, "MAIN", 5),
            (1, None, 1),
        ]
        assert await warehouse.api.get_allocations(tx, second) == []
