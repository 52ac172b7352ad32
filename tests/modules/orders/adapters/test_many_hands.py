"""Many hands on the same orders at once: no unit leaves twice, and the books agree."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import partial
from typing import Any

import pytest

from modules.inventory.application.stock.restock import RestockProduct
from modules.orders.domain.fulfillment.shipment import Shipment
from shared.kernel.errors import Conflict, DomainError
from tests.modules.orders.adapters.house import House, opened
from tests.modules.orders.shop import CAUSE


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with opened(database_url) as made:
        yield made


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


async def test_whoever_works_on_the_same_orders_the_books_agree(house: House) -> None:
    await house.inventory.restock()(RestockProduct(CAUSE, "TEA", 40))
    orders = [await house.order(("TEA", 8), ("POT", 1)) for _ in range(4)]
    done: list[str] = []

    async def hand(chance: random.Random) -> None:
        shipments: list[Shipment] = []
        for _ in range(15):
            order, count = chance.choice(orders), chance.randint(1, 2)
            source, target = chance.sample(["MAIN", "EAST"], 2)
            deeds: dict[str, Callable[[], Coroutine[Any, Any, object]]] = {
                "ship": partial(house.ship, order, {1: count}, at=source),
                "move": partial(house.move, order, count, source, target),
                "send back": partial(house.sent_back, order, count, source),
                "cancel": partial(house.cancel, order, {1: 1}),
            }
            for shipment in shipments[-1:]:
                deeds["unship"] = partial(house.unship, shipment)
                deeds["deliver"] = partial(house.deliver, shipment)
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
    assert await house.wrong() == []
