"""Idempotency keys and client references of orders in a batch."""

import pytest

from modules.orders.application.placement.place_order import PlacedOrder
from shared.kernel.errors import Conflict, DomainError
from shared.kernel.idempotency import ReplayedResponse
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.in_memory.store import InMemoryStore
from tests.modules.orders.shop import CLIENT, idempotency_under, order_for, order_placement


def code_of(outcome: object) -> str:
    assert isinstance(outcome, DomainError), outcome
    return outcome.code


async def test_a_repeat_of_a_finished_key_replays_inside_a_batch(memory: InMemoryStore, stock: InMemoryStock) -> None:
    shop = order_placement(memory.begin_batch, stock)
    order = await shop.one(order_for(("TEA", 1), idempotency=idempotency_under("a")))
    again, other, reused = await shop.batch(
        order_for(("TEA", 1), idempotency=idempotency_under("a")),
        order_for(("TEA", 1), idempotency=idempotency_under("b")),
        order_for(("TEA", 2), idempotency=idempotency_under("a", b"another")),
    )
    assert isinstance(again, ReplayedResponse)
    assert again.response.body == b"order %d" % order.id
    assert isinstance(other, PlacedOrder)
    assert code_of(reused) == "idempotency_key_reused"
    assert len(memory.state.orders) == 2


async def test_the_same_key_twice_in_a_batch_is_processed_once(memory: InMemoryStore, stock: InMemoryStock) -> None:
    first, second = await order_placement(memory.begin_batch, stock).batch(
        order_for(("TEA", 1), idempotency=idempotency_under("a")),
        order_for(("TEA", 1), idempotency=idempotency_under("a")),
    )
    assert isinstance(first, PlacedOrder)
    assert code_of(second) == "idempotency_in_flight"


async def test_a_rejected_request_leaves_its_key_unused(memory: InMemoryStore, stock: InMemoryStock) -> None:
    shop = order_placement(memory.begin_batch, stock)
    with pytest.raises(Conflict):
        await shop.one(order_for(("TEA", 11), idempotency=idempotency_under("a")))
    stock.on_hand["TEA"] = 11
    assert (await shop.one(order_for(("TEA", 11), idempotency=idempotency_under("a")))).lines[0].reserved == 11


async def test_a_client_reference_names_one_order_of_a_customer(memory: InMemoryStore, stock: InMemoryStock) -> None:
    shop = order_placement(memory.begin_batch, stock)
    order = await shop.one(order_for(("TEA", 1), client_reference="web-1"))
    mine, others, twice, duplicate = await shop.batch(
        order_for(("TEA", 1), client_reference="web-1"),
        order_for(("TEA", 1), by=CLIENT, customer_id=8, client_reference="web-1"),
        order_for(("TEA", 1), client_reference="web-2"),
        order_for(("TEA", 1), client_reference="web-2"),
    )
    assert code_of(mine) == "duplicate_reference"
    assert mine.extensions["order_id"] == order.id  # type: ignore[union-attr]
    assert isinstance(others, PlacedOrder)
    assert isinstance(twice, PlacedOrder)
    assert code_of(duplicate) == "duplicate_reference"
    assert duplicate.extensions["order_id"] == twice.order.id  # type: ignore[union-attr]


async def test_a_duplicate_of_a_rejected_order_can_be_retried(memory: InMemoryStore, stock: InMemoryStock) -> None:
    first, second = await order_placement(memory.begin_batch, stock).batch(
        order_for(("TEA", 11), client_reference="a"), order_for(("TEA", 1), client_reference="a")
    )
    assert code_of(first) == "insufficient_stock"
    assert code_of(second) == "idempotency_in_flight"
