"""Orders over the real inventory: many buyers at once, and nothing sold twice."""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from dependency_injector import providers

from modules.inventory.adapters.outbound.sql.constraints import CONSTRAINTS as OF_INVENTORY
from modules.inventory.http_container import InventoryHttpContainer
from modules.inventory.public import InventoryPolicy, ProductLine
from modules.orders.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.orders.application.changes.cancel_order import CancelOrderCommand
from modules.orders.application.placement.place_order import PlacedOrder
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.errors import Conflict, DomainError
from shared.kernel.idempotency import ReplayedResponse
from tests.modules.orders import promotions
from tests.modules.orders.in_memory.other_modules import FakeCustomers
from tests.modules.orders.shop import CLIENT, METADATA, POLICY, STAFF, idempotency_under, order_for

STOCK = {"ONE": 40, "TWO": 25, "SIX": 60}


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, {**CONSTRAINTS, **OF_INVENTORY}, pool_size=8, outbox=Outbox)
    yield made
    await made.close()


@pytest.fixture
async def inventory(db: Database) -> InventoryHttpContainer:
    made = InventoryHttpContainer(
        database=db,
        policy=InventoryPolicy(),
    )
    lines = [ProductLine(sku, sku, 100, units, 2000) for sku, units in STOCK.items()]
    async for imported in resolve(made.import_products)(lines, "stock", METADATA):
        assert not imported.errors
    return made


def process(db: Database, inventory: InventoryHttpContainer) -> OrdersHttpContainer:
    """What one process has: its own collector over the shared database."""
    return OrdersHttpContainer(
        promotions=promotions.API,
        database=db,
        policy=replace(POLICY, max_unpaid_orders=0),
        inventory=resolve(inventory.api),
        users=object(),
        customers=providers.Object(FakeCustomers(7)),
    )


async def sound(db: Database, inventory: InventoryHttpContainer, orders: OrdersHttpContainer) -> list[object]:
    async with db.snapshot() as tx:
        return [
            found
            for check in [*resolve(inventory.module).checks(), *resolve(orders.module).checks()]
            for found in await check.run(tx)
        ]


async def test_two_processes_never_oversell_and_make_one_order_per_key(
    db: Database, inventory: InventoryHttpContainer
) -> None:
    places = [resolve(process(db, inventory).place_order) for _ in range(2)]
    chance = random.Random(7)
    placed: dict[str, set[bytes]] = defaultdict(set)
    refusals: list[str] = []

    async def buyer(n: int) -> None:
        for turn in range(3):
            key = f"key-{chance.randrange(150)}"
            # What a key asks for depends on the key alone, in whatever order its lines come.

            instruction = random.Random(key)
            items = [
                (sku, instruction.randint(1, 3)) for sku in instruction.sample(sorted(STOCK), instruction.randint(1, 3))
            ]
            command = order_for(*items, by=CLIENT, customer_id=7)
            try:
                outcome = await places[(n + turn) % 2](replace(command, idempotency=idempotency_under(key)))
            except ReplayedResponse as again:
                placed[key].add(again.response.body)
            except Conflict as conflict:
                refusals.append(conflict.code)
            else:
                placed[key].add(b"order %d" % outcome.order.id)

    await asyncio.gather(*(buyer(n) for n in range(64)))
    assert set(refusals) <= {"insufficient_stock", "idempotency_in_flight"}
    assert all(len(responses) == 1 for responses in placed.values())
    async with db.read() as reading:
        (counted,) = await reading.fetch("SELECT count(*) AS orders FROM orders.orders")
        sold = await reading.fetch("SELECT sku, sum(quantity) AS sold FROM orders.order_lines GROUP BY sku")
    assert counted["orders"] == len(placed)
    assert all(row["sold"] <= STOCK[row["sku"]] for row in sold)
    assert await sound(db, inventory, process(db, inventory)) == []


async def test_units_of_cancelled_and_expired_orders_are_sold_again(
    db: Database, inventory: InventoryHttpContainer
) -> None:
    orders = process(db, inventory)
    place = resolve(orders.place_order)
    first, second = await asyncio.gather(*(place(order_for(("TWO", n), by=CLIENT, customer_id=7)) for n in (20, 5)))
    with pytest.raises(Conflict):
        await place(order_for(("TWO", 1), by=CLIENT, customer_id=7))
    await resolve(orders.cancel_order)(
        CancelOrderCommand(principal=STAFF, metadata=METADATA, order_id=first.order.id, reason="mistake")
    )
    third = await place(order_for(("TWO", 20), by=CLIENT, customer_id=7))
    assert third.order.lines[0].reserved == 20
    assert second.order.payment_due_at is not None
    db.clock_shift = second.order.payment_due_at - second.order.created_at + db.clock_shift
    # The holds have run out, so the next order gets them even before the job has come by.

    fourth = await place(order_for(("TWO", 25), by=CLIENT, customer_id=7))
    assert fourth.order.lines[0].reserved == 25
    assert await resolve(orders.expire_orders)() == 2
    assert await sound(db, inventory, orders) == []


async def test_a_failing_order_does_not_affect_its_batch(db: Database, inventory: InventoryHttpContainer) -> None:
    place = resolve(process(db, inventory).place_order)
    poison = order_for(("SIX", 1), by=CLIENT, customer_id=7, client_reference="nul \0 byte")
    results = await asyncio.gather(
        *(place(order_for(("SIX", 1), by=CLIENT, customer_id=7)) for _ in range(9)),
        place(poison),
        return_exceptions=True,
    )
    assert isinstance(results.pop(), DomainError)
    assert all(isinstance(result, PlacedOrder) for result in results)
