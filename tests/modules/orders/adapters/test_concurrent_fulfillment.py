"""Concurrent work on the same orders: no unit is shipped twice, and the stored data is consistent."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import partial
from typing import Any

import pytest

from modules.inventory.application.stock.restock_product import RestockProductCommand
from modules.orders.domain.fulfillment.shipment import Shipment
from shared.infra.injection import resolve
from shared.kernel.errors import Conflict, DomainError
from shared.kernel.principal import SYSTEM
from tests.modules.orders.adapters.shop_with_stock import TwoLocationShop, open_shop
from tests.modules.orders.shop import METADATA


@pytest.fixture
async def shop_with_stock(database_url: str) -> AsyncIterator[TwoLocationShop]:
    async with open_shop(database_url) as made:
        yield made


async def test_concurrent_shipments_ship_no_unit_twice(shop_with_stock: TwoLocationShop) -> None:
    order = await shop_with_stock.order(("TEA", 5))
    results = await asyncio.gather(*(shop_with_stock.ship(order, {1: 2}) for _ in range(6)), return_exceptions=True)
    shipments = [result for result in results if isinstance(result, Shipment)]
    assert len(shipments) == 2
    assert {result.code for result in results if isinstance(result, Conflict)} == {"over_fulfilment"}
    both = await asyncio.gather(
        shop_with_stock.unship(shipments[0]),
        shop_with_stock.unship(shipments[0]),
        shop_with_stock.deliver(shipments[1]),
        return_exceptions=True,
    )
    assert sum(isinstance(result, Conflict) for result in both) == 1
    assert await shop_with_stock.lines(order) == [(3, 0, 2, 0, ["MAIN"])]
    assert (await shop_with_stock.levels())["TEA", "MAIN"] == (3, 3, 0)
    assert await shop_with_stock.wrong() == []


async def test_concurrent_work_on_the_same_orders_leaves_consistent_books(shop_with_stock: TwoLocationShop) -> None:
    await resolve(shop_with_stock.inventory.restock)(
        RestockProductCommand(principal=SYSTEM, metadata=METADATA, sku="TEA", quantity=40)
    )
    orders = [await shop_with_stock.order(("TEA", 8), ("POT", 1)) for _ in range(4)]
    done: list[str] = []

    async def hand(chance: random.Random) -> None:
        shipments: list[Shipment] = []
        for _ in range(15):
            order, count = chance.choice(orders), chance.randint(1, 2)
            source, target = chance.sample(["MAIN", "EAST"], 2)
            deeds: dict[str, Callable[[], Coroutine[Any, Any, object]]] = {
                "ship": partial(shop_with_stock.ship, order, {1: count}, at=source),
                "move": partial(shop_with_stock.move, order, count, source, target),
                "send back": partial(shop_with_stock.sent_back, order, count, source),
                "cancel": partial(shop_with_stock.cancel, order, {1: 1}),
            }
            for shipment in shipments[-1:]:
                deeds["unship"] = partial(shop_with_stock.unship, shipment)
                deeds["deliver"] = partial(shop_with_stock.deliver, shipment)
            deed = chance.choice(sorted(deeds))
            try:
                result = await deeds[deed]()
            except DomainError:
                continue
            done.append(deed)
            if isinstance(result, Shipment):
                shipments.append(result)

    await asyncio.gather(*(hand(random.Random(seed)) for seed in range(6)))
    assert {"ship", "move", "send back", "cancel"} <= set(done)
    assert await shop_with_stock.wrong() == []
