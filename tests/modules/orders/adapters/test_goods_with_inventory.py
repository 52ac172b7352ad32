"""Goods that leave the real inventory, come back and change places: its books and the orders' agree throughout."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from dependency_injector import providers

from modules.inventory.adapters.outbound.constraints import CONSTRAINTS as OF_INVENTORY
from modules.inventory.application.create_location import NewLocation
from modules.inventory.application.create_product import NewProduct
from modules.inventory.application.restock import RestockProduct
from modules.inventory.container import InventoryContainer
from modules.inventory.domain.product import ProductTerms
from modules.inventory.public import InventoryPolicy, ProductLine
from modules.orders.adapters.outbound.constraints import CONSTRAINTS
from modules.orders.application.change_return import Decide, Receive, RefundReceived
from modules.orders.application.change_shipment import CancelShipment, Deliver
from modules.orders.application.commands import PaymentWish
from modules.orders.application.fulfilment_commands import (
    PartCommand,
    Reallocate,
    ReceiveReturn,
    RefundReturn,
    RequestReturn,
    ShipUnits,
)
from modules.orders.application.read_fulfilment import ReadQueue
from modules.orders.application.reallocate_units import ReallocateUnits
from modules.orders.application.request_return import AskForReturn
from modules.orders.application.ship_units import Ship
from modules.orders.container import OrdersContainer
from modules.orders.domain.order import Order
from modules.orders.domain.returns import Arrival, Disposition, Return, State, Unwanted
from modules.orders.domain.shipment import Shipment
from modules.orders.ports.queue import QueueSelection
from shared.infra.sql.database import Database
from shared.kernel.errors import Conflict, Invalid
from shared.kernel.paging import Slice
from tests.modules.orders.shop import CAUSE, MANAGER, POLICY, order_for
from tests.modules.orders.twins import CustomersTwin

LEVELS = "SELECT sku, location_code, on_hand, reserved, unavailable FROM inventory.stock_levels"


class House:
    """A shop with goods at two places, and shortcuts to what is done with them."""

    def __init__(self, db: Database, inventory: InventoryContainer, orders: OrdersContainer) -> None:
        self.db, self.inventory, self.orders = db, inventory, orders
        self._begin, self._stock = orders.begin(), orders.stock()

    async def order(self, *items: tuple[str, int], **more: Any) -> Order:
        wish = order_for(*items, by=MANAGER, customer_id=7, payment=PaymentWish("manual"), **more)
        return (await self.orders.place_order()(wish)).order

    async def ship(self, order: Order, units: Mapping[int, int], at: str | None = None) -> Shipment:
        return await Ship(self._begin, self._stock)(ShipUnits(MANAGER, CAUSE, order.id, units=units, location_code=at))

    async def unship(self, shipment: Shipment) -> None:
        await CancelShipment(self._begin, self._stock)(PartCommand(MANAGER, CAUSE, shipment.id))

    async def deliver(self, shipment: Shipment) -> None:
        await Deliver(self._begin)(PartCommand(MANAGER, CAUSE, shipment.id))

    async def move(self, order: Order, quantity: int, source: str, target: str) -> Order:
        return await ReallocateUnits(self._begin, self._stock)(
            Reallocate(MANAGER, CAUSE, order.id, line_id=1, quantity=quantity, source=source, target=target)
        )

    async def returned(self, order: Order, *units: tuple[int, int]) -> Return:
        items = [Unwanted(line_id, count, "no") for line_id, count in units]
        asked = await AskForReturn(self._begin, POLICY)(RequestReturn(MANAGER, CAUSE, order.id, items=items))
        await Decide(self._begin, State.APPROVED)(PartCommand(MANAGER, CAUSE, asked.id))
        return asked

    async def receive(self, asked: Return, *arrivals: tuple[int, int, str, Disposition]) -> Return:
        came = [Arrival(*arrival) for arrival in arrivals]
        return await Receive(self._begin, self._stock)(ReceiveReturn(MANAGER, CAUSE, asked.id, arrivals=came))

    async def levels(self) -> dict[tuple[str, str], tuple[int, int, int]]:
        async with self.db.read() as reading:
            return {(row[0], row[1]): (row[2], row[3], row[4]) for row in await reading.fetch(LEVELS)}

    async def lines(self, order: Order) -> list[tuple[int, int, int, int, list[str]]]:
        async with self.orders.read()() as records:
            found = await records.get(order.id)
        return [(x.reserved, x.backordered, x.shipped, x.returned, list(x.location_codes)) for x in found.lines]

    async def wrong(self) -> list[object]:
        async with self.db.snapshot() as tx:
            checks = [*self.inventory.checks(), *self.orders.checks()]
            return [found for check in checks if not check.on_request for found in await check.run(tx)]


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    db = Database(database_url, {**CONSTRAINTS, **OF_INVENTORY}, pool_size=8)
    inventory = InventoryContainer(database=db, policy=InventoryPolicy(), guard=object())
    lines = [ProductLine("TEA", "Tea", 100, 5, 2000), ProductLine("POT", "Pot", 900, 4, 2000)]
    async for imported in inventory.import_products()(lines, "stock", CAUSE):
        assert not imported.errors
    await inventory.create_location()(NewLocation(CAUSE, "EAST", "East", "GB"))
    await inventory.restock()(RestockProduct(CAUSE, "TEA", 3, "EAST"))
    await inventory.create_product()(NewProduct(CAUSE, "GIFT", ProductTerms("Gift", 50, track_inventory=False)))
    orders = OrdersContainer(
        database=db,
        policy=POLICY,
        guard=object(),
        inventory=inventory.api(),
        users=object(),
        customers=providers.Object(CustomersTwin(7)),
    )
    yield House(db, inventory, orders)
    await db.close()


async def test_units_leave_come_back_and_leave_again(house: House) -> None:
    order = await house.order(("TEA", 3), ("POT", 2))
    assert (await house.levels())["TEA", "MAIN"] == (5, 3, 0)
    first = await house.ship(order, {1: 2, 2: 1})
    assert first.location_code == "MAIN"
    assert await house.lines(order) == [(1, 0, 2, 0, ["MAIN"]), (1, 0, 1, 0, ["MAIN"])]
    assert (await house.levels())["TEA", "MAIN"] == (3, 1, 0)
    assert await house.wrong() == []
    await house.unship(first)
    assert await house.lines(order) == [(3, 0, 0, 0, ["MAIN"]), (2, 0, 0, 0, ["MAIN"])]
    assert (await house.levels())["TEA", "MAIN"] == (5, 3, 0)
    await house.ship(order, {1: 3})
    await house.deliver(await house.ship(order, {2: 2}))
    assert await house.lines(order) == [(0, 0, 3, 0, []), (0, 0, 2, 0, [])]
    assert (await house.levels())["POT", "MAIN"] == (2, 0, 0)
    assert await house.wrong() == []


async def test_what_is_kept_nowhere_leaves_and_comes_back_without_the_stock(house: House) -> None:
    order = await house.order(("GIFT", 2), ("TEA", 1))
    shipment = await house.ship(order, {1: 2})
    assert shipment.location_code == "MAIN"
    assert await house.lines(order) == [(0, 0, 2, 0, []), (1, 0, 0, 0, ["MAIN"])]
    await house.unship(shipment)
    await house.unship(await house.ship(order, {1: 1, 2: 1}, at="MAIN"))
    assert await house.lines(order) == [(0, 0, 0, 0, []), (1, 0, 0, 0, ["MAIN"])]
    assert (await house.levels())["GIFT", "MAIN"] == (0, 0, 0)
    assert await house.wrong() == []


async def test_returned_goods_are_booked_where_they_came_to(house: House) -> None:
    order = await house.order(("TEA", 4), ("GIFT", 1))
    await house.ship(order, {1: 4, 2: 1})
    asked = await house.returned(order, (1, 4), (2, 1))
    with pytest.raises(Invalid) as nowhere:
        await house.receive(asked, (1, 1, "MAIN", "restock"), (1, 1, "MOON", "restock"))
    assert nowhere.value.errors[0].pointer == "/items/1/location_code"
    assert (await house.lines(order))[0][3] == 0
    await house.receive(
        asked,
        (1, 1, "EAST", "restock"),
        (1, 1, "MAIN", "quarantine"),
        (1, 1, "MAIN", "damaged"),
        (2, 1, "MAIN", "restock"),
    )
    levels = await house.levels()
    assert (levels["TEA", "MAIN"], levels["TEA", "EAST"], levels["GIFT", "MAIN"]) == ((3, 0, 2), (4, 0, 0), (0, 0, 0))
    await house.receive(asked, (1, 1, "MAIN", "discard"))
    assert (await house.levels())["TEA", "MAIN"] == (3, 0, 2)
    assert [line[3] for line in await house.lines(order)] == [4, 1]
    await RefundReceived(house.orders.begin())(RefundReturn(MANAGER, CAUSE, asked.id))
    async with house.orders.read()() as records:
        found = await records.get(order.id)
    assert (found.refunded_cents, found.payment_status, found.return_status) == (450, "refunded", "returned")
    assert await house.wrong() == []


async def test_units_come_from_another_place(house: House) -> None:
    order = await house.order(("TEA", 4))
    moved = await house.move(order, 3, "MAIN", "EAST")
    assert sorted(moved.lines[0].location_codes) == ["EAST", "MAIN"]
    assert (await house.levels())["TEA", "EAST"] == (3, 3, 0)
    with pytest.raises(Conflict) as short:
        await house.move(order, 1, "MAIN", "EAST")
    assert short.value.code == "insufficient_stock"
    with pytest.raises(Invalid) as nowhere:
        await house.move(order, 1, "MAIN", "MOON")
    assert nowhere.value.errors[0].pointer == "/to"
    with pytest.raises(Conflict) as scattered:
        await house.ship(order, {1: 4})
    assert scattered.value.facts["reserved_at"] == ["EAST", "MAIN"]
    with pytest.raises(Conflict) as too_few:
        await house.ship(order, {1: 2}, at="MAIN")
    assert too_few.value.code == "not_reserved_here"
    assert (await house.ship(order, {1: 2})).location_code == "EAST"
    await house.ship(order, {1: 1}, at="EAST")
    await house.ship(order, {1: 1})
    assert await house.lines(order) == [(0, 0, 4, 0, [])]
    assert await house.wrong() == []


async def test_what_is_waited_for_cannot_leave_until_it_has_come(house: House) -> None:
    terms = ProductTerms("Cup", 100, backorder_policy="allow")
    await house.inventory.create_product()(NewProduct(CAUSE, "CUP", terms))
    order = await house.order(("CUP", 2), allow_backorder=True)
    with pytest.raises(Conflict) as waiting:
        await house.ship(order, {1: 1})
    assert (waiting.value.code, waiting.value.facts["reserved_at"]) == ("not_reserved_here", [])
    await house.inventory.restock()(RestockProduct(CAUSE, "CUP", 1))
    # The order has not heard of it yet, and counts what the stock keeps all the same.
    await house.ship(order, {1: 1})
    assert await house.lines(order) == [(0, 1, 1, 0, [])]
    assert await house.wrong() == []


async def test_the_picks_are_where_the_units_lie(house: House) -> None:
    order = await house.order(("TEA", 3), ("GIFT", 2))
    await house.move(order, 1, "MAIN", "EAST")
    queue = ReadQueue(house.orders.look(), house.orders.stock())
    (found,) = (await queue(QueueSelection(), Slice(10))).items
    assert [(pick.sku, pick.quantity, pick.location_code) for pick in found.picks] == [
        ("TEA", 1, "EAST"),
        ("TEA", 2, "MAIN"),
        ("GIFT", 2, None),
    ]
    (east,) = (await queue(QueueSelection("EAST"), Slice(10))).items
    assert [(pick.sku, pick.quantity) for pick in east.picks] == [("TEA", 1)]


async def test_many_hands_ship_no_unit_twice(house: House) -> None:
    order = await house.order(("TEA", 5))
    results = await asyncio.gather(*(house.ship(order, {1: 2}) for _ in range(6)), return_exceptions=True)
    shipments = [result for result in results if isinstance(result, Shipment)]
    assert len(shipments) == 2
    assert {result.code for result in results if isinstance(result, Conflict)} == {"over_fulfilment"}
    both = await asyncio.gather(
        house.unship(shipments[0]), house.unship(shipments[0]), house.deliver(shipments[1]), return_exceptions=True
    )
    assert sum(isinstance(result, Conflict) for result in both) == 1
    assert await house.lines(order) == [(3, 0, 2, 0, ["MAIN"])]
    assert (await house.levels())["TEA", "MAIN"] == (3, 3, 0)
    assert await house.wrong() == []
