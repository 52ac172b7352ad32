"""What orders expect of their own store: of the database, and of the in-memory fake."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from modules.orders.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.orders.domain.changes.cancellation import cancel
from modules.orders.domain.fulfillment.stock_movements import STOCK_SHORTFALL
from modules.orders.domain.order.buyer import Buyer, Details
from modules.orders.domain.order.erasure import Erasure
from modules.orders.domain.order.offer import RequestedLine
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.pricing import Shipping, price
from modules.orders.ports.orders.order_queries import OrderFilter
from modules.orders.ports.orders.order_repository import Reference
from shared.kernel.commands import Command
from shared.kernel.errors import Conflict, Invalid
from shared.kernel.idempotency import Idempotency, IdempotencyKey, ReplayedResponse, StoredResponse
from shared.kernel.paging import PageRequest
from shared.kernel.principal import SYSTEM
from tests.modules.orders.in_memory.allocations import FakeAllocation
from tests.modules.orders.in_memory.other_modules import FakeOffer
from tests.modules.orders.in_memory.store import InMemoryStore
from tests.modules.orders.shop import HOME, METADATA

CLAIM = IdempotencyKey("user:7 POST /v1/orders", "k", b"same")


@pytest.fixture(params=["memory", "sql"])
def store(request: pytest.FixtureRequest, memory: InMemoryStore) -> Any:
    """Opens units of work: `begin`, `look` and `read`."""
    if request.param == "memory":
        return memory
    transactions: SqlUnitOfWorkFactory = request.getfixturevalue("transactions")
    return transactions


async def kept(store: Any, customer_id: int = 7, reference: str | None = None, sku: str = "TEA") -> Order:
    async with store.begin() as work:
        (order_id,) = await work.orders.next_ids(1)
        basket = price(
            [RequestedLine(sku, 2)],
            [FakeOffer(sku)],
            [2000],
            shipping=Shipping(method="s", price_cents=0, tax_rate_bps=0),
            prices_include_tax=True,
        )
        order = Order.place(
            order_id,
            Buyer(customer_id=customer_id, guest=None, placed_by=f"user:{customer_id}"),
            basket,
            details=Details(shipping_address=HOME),
            currency="GBP",
            now=work.tx.now,
            metadata=METADATA,
            payment_within=timedelta(minutes=15),
            client_reference=reference,
        )
        order.allocate([FakeAllocation(1, sku, "MAIN", 2)])
        work.orders.add(order)
        await work.commit()
    return order


async def test_an_added_order_can_be_locked_changed_and_read(store: Any) -> None:
    order = await kept(store)
    async with store.begin() as work:
        found = await work.orders.lock(order.id)
        assert found.lines[0].reserved == 2
        cancel(found, "no", work.tx.now, METADATA)
        work.orders.save(found)
        await work.commit()
    async with store.read() as records:
        again = await records.get(order.id)
        history = await records.get_history(order.id)
        assert await records.get_many([order.id, 99]) == {order.id: again}
    assert (again.status, again.version, again.lines[0].cancelled) == ("cancelled", 2, 2)
    assert [(entry.sequence, entry.fact, entry.status) for entry in history] == [
        (1, "placed", "pending_payment"),
        (2, "cancelled", "cancelled"),
    ]


async def test_an_uncommitted_change_is_rolled_back(store: Any) -> None:
    order = await kept(store)
    async with store.begin() as work:
        found = await work.orders.lock(order.id)
        cancel(found, "no", work.tx.now, METADATA)
        work.orders.save(found)
        work.roll_back()
    async with store.look() as view:
        assert (await view.records.get(order.id)).status == "pending_payment"
        assert await view.records.get(99) is None


async def test_references_and_unpaid_orders_are_found(store: Any) -> None:
    order = await kept(store, reference="web-1")
    await kept(store)
    async with store.begin() as work:
        mine, others = Reference("customer:7", "web-1"), Reference("customer:8", "web-1")
        assert await work.orders.find_by_reference([mine, others]) == {mine: order.id}
        unpaid = await work.orders.count_unpaid([7, 8])
        assert (unpaid[7], unpaid.get(8, 0)) == (2, 0)
        assert await work.orders.list_overdue(10) == []


async def test_an_idempotency_key_is_completed_once(store: Any) -> None:
    idempotency: Idempotency[str] = Idempotency(
        CLAIM, lambda outcome: StoredResponse(201, {"Location": "/x"}, outcome.encode())
    )
    command = Command(principal=SYSTEM, metadata=METADATA, idempotency=idempotency)
    reused = replace(command, idempotency=replace(idempotency, key=replace(CLAIM, fingerprint=b"other")))
    async with store.begin(command) as work:
        await work.commit("done")
    with pytest.raises(ReplayedResponse) as again:
        async with store.begin(command):
            pass
    assert again.value.response == StoredResponse(201, {"Location": "/x"}, b"done")
    with pytest.raises(Invalid):
        async with store.begin(reused):
            pass
    fresh = replace(CLAIM, key="new")
    async with store.begin_batch([None, CLAIM, fresh, fresh]) as work:
        states = work.key_states
    assert states[0] is None
    assert isinstance(states[1], StoredResponse)
    assert states[2] is None
    assert isinstance(states[3], Conflict)


async def test_lists_are_paged_newest_first(store: Any) -> None:
    orders = [await kept(store, customer_id=7 + n % 2, sku=f"SKU{n}") for n in range(5)]
    ids = [order.id for order in reversed(orders)]
    async with store.read() as records:
        first = await records.list_orders(OrderFilter(), PageRequest(limit=2))
        rest = await records.list_orders(OrderFilter(), PageRequest(limit=3, after=first.next_after, with_total=False))
        own = await records.list_orders(OrderFilter(customer_id_is=7), PageRequest(limit=5))
        one = await records.list_orders(OrderFilter(sku="SKU3"), PageRequest(limit=5))
    assert ([o.id for o in first.items], first.total) == (ids[:2], 5)
    assert ([o.id for o in rest.items], rest.next_after, rest.total) == (ids[2:], None, None)
    assert (own.total, {o.buyer.customer_id for o in own.items}) == (3, {7})
    assert [o.id for o in one.items] == [orders[3].id]


async def test_a_customer_is_anonymized(store: Any) -> None:
    order = await in_words(store, 7, "no")
    async with store.begin() as work:
        assert list(await work.orders.erase(7)) == []
        await work.commit()
    async with store.read() as records:
        found = await records.get(order.id)
    assert (found.details.shipping_address.name, found.details.shipping_address.country) == ("erased", "GB")
    assert found.erasure is Erasure.DONE


async def test_the_address_is_kept_until_the_order_has_ended(store: Any) -> None:
    order = await kept(store)
    for waiting in ([order.id], []):
        async with store.begin() as work:
            assert list(await work.orders.erase(7)) == waiting
            await work.commit()
    async with store.begin() as work:
        found = await work.orders.lock(order.id)
        assert (found.details.shipping_address, found.erasure) == (HOME, Erasure.WAITING)
        assert found.details == Details(shipping_address=HOME)
        cancel(found, "no", work.tx.now, METADATA)
        work.orders.save(found)
        await work.commit()
    async with store.read() as records:
        found = await records.get(order.id)
        history = await records.get_history(order.id)
    assert (found.details.shipping_address.name, found.erasure) == ("erased", Erasure.DONE)
    assert [entry.fact for entry in history] == ["placed", "cancelled", "erased"]


async def test_several_orders_are_locked_at_once(store: Any) -> None:
    first, second = await kept(store), await kept(store)
    async with store.begin() as work:
        found = await work.orders.lock_available([second.id, first.id, 999_999])
    assert [order.id for order in found] == [first.id, second.id]
    assert [[line.sku for line in order.lines] for order in found] == [["TEA"], ["TEA"]]


async def in_words(store: Any, customer_id: int, reason: str) -> Order:
    """An order that was cancelled for the reason."""
    order = await kept(store, customer_id)
    async with store.begin() as work:
        locked = await work.orders.lock(order.id)
        cancel(locked, reason, work.tx.now, METADATA)
        work.orders.save(locked)
        await work.commit()
    return order


async def test_texts_of_a_customer_are_removed_from_the_history(store: Any) -> None:
    hers, system = await in_words(store, 7, "my sister ordered it too"), await in_words(store, 7, STOCK_SHORTFALL)
    others = await in_words(store, 8, "my own words")
    async with store.begin() as work:
        await work.orders.erase(7)
        await work.commit()
    async with store.read() as records:
        lives = await records.get_histories([hers.id, system.id, others.id, 999_999])
        assert list(lives[hers.id]) == list(await records.get_history(hers.id))
    assert {id_: life[-1].detail for id_, life in lives.items()} == {
        hers.id: {"reason": "erased"},
        system.id: {"reason": STOCK_SHORTFALL},
        others.id: {"reason": "my own words"},
    }
    assert [entry.fact for entry in lives[hers.id]] == ["placed", "cancelled"]
