"""Goods that leave the real inventory, come back and change places: its books and the orders' agree throughout."""

from collections.abc import AsyncIterator

import pytest

from modules.inventory.application.catalog.create_product import CreateProductCommand
from modules.inventory.application.stock.restock_product import RestockProductCommand
from modules.inventory.domain.product import ProductTerms
from modules.orders.application.queries.list_fulfillment_queue import ListFulfillmentQueue
from modules.orders.application.returns.refund_return import RefundReturn, RefundReturnCommand
from modules.orders.ports.fulfillment.fulfillment_queue import QueueFilter
from shared.infra.injection import resolve
from shared.kernel.errors import Conflict, Invalid
from shared.kernel.paging import PageRequest
from shared.kernel.principal import SYSTEM
from tests.modules.orders.adapters.shop_with_stock import TwoLocationShop, open_shop
from tests.modules.orders.shop import MANAGER, METADATA


@pytest.fixture
async def shop_with_stock(database_url: str) -> AsyncIterator[TwoLocationShop]:
    async with open_shop(database_url) as made:
        yield made


async def test_units_are_shipped_restored_and_shipped_again(shop_with_stock: TwoLocationShop) -> None:
    order = await shop_with_stock.order(("TEA", 3), ("POT", 2))
    assert (await shop_with_stock.levels())["TEA", "MAIN"] == (5, 3, 0)
    first = await shop_with_stock.ship(order, {1: 2, 2: 1})
    assert first.location_code == "MAIN"
    assert await shop_with_stock.lines(order) == [(1, 0, 2, 0, ["MAIN"]), (1, 0, 1, 0, ["MAIN"])]
    assert (await shop_with_stock.levels())["TEA", "MAIN"] == (3, 1, 0)
    assert await shop_with_stock.wrong() == []
    await shop_with_stock.unship(first)
    assert await shop_with_stock.lines(order) == [(3, 0, 0, 0, ["MAIN"]), (2, 0, 0, 0, ["MAIN"])]
    assert (await shop_with_stock.levels())["TEA", "MAIN"] == (5, 3, 0)
    await shop_with_stock.ship(order, {1: 3})
    await shop_with_stock.deliver(await shop_with_stock.ship(order, {2: 2}))
    assert await shop_with_stock.lines(order) == [(0, 0, 3, 0, []), (0, 0, 2, 0, [])]
    assert (await shop_with_stock.levels())["POT", "MAIN"] == (2, 0, 0)
    assert await shop_with_stock.wrong() == []


async def test_untracked_products_are_shipped_without_stock_movements(shop_with_stock: TwoLocationShop) -> None:
    order = await shop_with_stock.order(("GIFT", 2), ("TEA", 1))
    shipment = await shop_with_stock.ship(order, {1: 2})
    assert shipment.location_code == "MAIN"
    assert await shop_with_stock.lines(order) == [(0, 0, 2, 0, []), (1, 0, 0, 0, ["MAIN"])]
    await shop_with_stock.unship(shipment)
    await shop_with_stock.unship(await shop_with_stock.ship(order, {1: 1, 2: 1}, at="MAIN"))
    assert await shop_with_stock.lines(order) == [(0, 0, 0, 0, []), (1, 0, 0, 0, ["MAIN"])]
    assert (await shop_with_stock.levels())["GIFT", "MAIN"] == (0, 0, 0)
    assert await shop_with_stock.wrong() == []


async def test_returned_units_are_booked_at_the_receiving_location(shop_with_stock: TwoLocationShop) -> None:
    order = await shop_with_stock.order(("TEA", 4), ("GIFT", 1))
    await shop_with_stock.ship(order, {1: 4, 2: 1})
    requested = await shop_with_stock.returned(order, (1, 4), (2, 1))
    with pytest.raises(Invalid) as nowhere:
        await shop_with_stock.receive(requested, (1, 1, "MAIN", "restock"), (1, 1, "MOON", "restock"))
    assert nowhere.value.errors[0].pointer == "/items/1/location_code"
    assert (await shop_with_stock.lines(order))[0][3] == 0
    await shop_with_stock.receive(
        requested,
        (1, 1, "EAST", "restock"),
        (1, 1, "MAIN", "quarantine"),
        (1, 1, "MAIN", "damaged"),
        (2, 1, "MAIN", "restock"),
    )
    levels = await shop_with_stock.levels()
    assert (levels["TEA", "MAIN"], levels["TEA", "EAST"], levels["GIFT", "MAIN"]) == ((3, 0, 2), (4, 0, 0), (0, 0, 0))
    await shop_with_stock.receive(requested, (1, 1, "MAIN", "discard"))
    assert (await shop_with_stock.levels())["TEA", "MAIN"] == (3, 0, 2)
    assert [line[3] for line in await shop_with_stock.lines(order)] == [4, 1]
    await RefundReturn(resolve(shop_with_stock.orders.transactions).begin)(
        RefundReturnCommand(principal=MANAGER, metadata=METADATA, resource_id=requested.id)
    )
    async with resolve(shop_with_stock.orders.transactions).read() as records:
        found = await records.get(order.id)
    assert found
    assert (found.refunded_cents, found.payment_status, found.return_status) == (450, "refunded", "returned")
    assert await shop_with_stock.wrong() == []


async def test_units_are_shipped_from_another_location(shop_with_stock: TwoLocationShop) -> None:
    order = await shop_with_stock.order(("TEA", 4))
    moved = await shop_with_stock.move(order, 3, "MAIN", "EAST")
    assert sorted(moved.lines[0].location_codes) == ["EAST", "MAIN"]
    assert (await shop_with_stock.levels())["TEA", "EAST"] == (3, 3, 0)
    with pytest.raises(Conflict) as short:
        await shop_with_stock.move(order, 1, "MAIN", "EAST")
    assert short.value.code == "insufficient_stock"
    with pytest.raises(Invalid) as nowhere:
        await shop_with_stock.move(order, 1, "MAIN", "MOON")
    assert nowhere.value.errors[0].pointer == "/to"
    with pytest.raises(Conflict) as scattered:
        await shop_with_stock.ship(order, {1: 4})
    assert scattered.value.extensions["reserved_at"] == ["EAST", "MAIN"]
    with pytest.raises(Conflict) as too_few:
        await shop_with_stock.ship(order, {1: 2}, at="MAIN")
    assert too_few.value.code == "not_reserved_here"
    assert (await shop_with_stock.ship(order, {1: 2})).location_code == "EAST"
    await shop_with_stock.ship(order, {1: 1}, at="EAST")
    await shop_with_stock.ship(order, {1: 1})
    assert await shop_with_stock.lines(order) == [(0, 0, 4, 0, [])]
    assert await shop_with_stock.wrong() == []


async def test_backordered_units_cannot_ship_until_they_arrive(shop_with_stock: TwoLocationShop) -> None:
    terms = ProductTerms("Cup", 100, backorder_policy="allow")
    await resolve(shop_with_stock.inventory.create_product)(
        CreateProductCommand(principal=SYSTEM, metadata=METADATA, sku="CUP", terms=terms)
    )
    order = await shop_with_stock.order(("CUP", 2), allow_backorder=True)
    with pytest.raises(Conflict) as waiting:
        await shop_with_stock.ship(order, {1: 1})
    assert (waiting.value.code, waiting.value.extensions["reserved_at"]) == ("not_reserved_here", [])
    await resolve(shop_with_stock.inventory.restock)(
        RestockProductCommand(principal=SYSTEM, metadata=METADATA, sku="CUP", quantity=1)
    )
    # The order has not heard of it yet, and counts what the stock keeps all the same.

    await shop_with_stock.ship(order, {1: 1})
    assert await shop_with_stock.lines(order) == [(0, 1, 1, 0, [])]
    assert await shop_with_stock.wrong() == []


async def test_picks_name_the_location_of_the_units(shop_with_stock: TwoLocationShop) -> None:
    order = await shop_with_stock.order(("TEA", 3), ("GIFT", 2))
    await shop_with_stock.move(order, 1, "MAIN", "EAST")
    queue = ListFulfillmentQueue(
        resolve(shop_with_stock.orders.transactions).look, resolve(shop_with_stock.orders.stock)
    )
    (found,) = (await queue(QueueFilter(), PageRequest(10))).items
    assert [(pick.sku, pick.quantity, pick.location_code) for pick in found.picks] == [
        ("TEA", 1, "EAST"),
        ("TEA", 2, "MAIN"),
        ("GIFT", 2, None),
    ]
    (east,) = (await queue(QueueFilter("EAST"), PageRequest(10))).items
    assert [(pick.sku, pick.quantity) for pick in east.picks] == [("TEA", 1)]
