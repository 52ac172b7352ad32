"""The contract of the repositories of shipments and returns: in SQL, and in memory."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from modules.orders.application.changes.erase_customer import EraseCustomer
from modules.orders.application.search.index_orders import IndexOrders
from modules.orders.domain.fulfillment import shipping
from modules.orders.domain.fulfillment.customer_return import ReceivedItem, Return, ReturnItem, ReturnState
from modules.orders.domain.fulfillment.shipment import Shipment, ShipmentState, ShippedLine
from modules.orders.domain.order.buyer import Buyer, Details
from modules.orders.domain.order.offer import RequestedLine
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.domain.order.pricing import Shipping, price
from modules.orders.ports.fulfillment.fulfillment_queue import QueueFilter
from modules.orders.ports.fulfillment.returns import ReturnFilter
from modules.orders.ports.fulfillment.shipments import ShipmentFilter
from shared.kernel.paging import PageRequest
from tests.modules.orders.in_memory.allocations import FakeAllocation
from tests.modules.orders.in_memory.other_modules import FakeCustomers, FakeOffer
from tests.modules.orders.in_memory.search import InMemorySearchIndex
from tests.modules.orders.in_memory.store import InMemoryStore
from tests.modules.orders.promotions import PROMOTIONS
from tests.modules.orders.shop import HOME, METADATA


@pytest.fixture(params=["memory", "sql"])
def store(request: pytest.FixtureRequest, memory: InMemoryStore) -> Any:
    """Opens units of work: `begin` and `look`."""
    return memory if request.param == "memory" else request.getfixturevalue("transactions")


async def kept(
    store: Any,
    *,
    by: str = "user:7",
    payment_method: str | None = "invoice",
    waiting: int = 0,
    at: str = "MAIN",
    payment: PaymentState | None = None,
    hours: int = 1,
) -> Order:
    """An order of three units, of which some are waited for."""
    async with store.begin() as work:
        (order_id,) = await work.orders.next_ids(1)
        basket = price(
            [RequestedLine("TEA", 3)],
            [FakeOffer("TEA")],
            [2000],
            shipping=Shipping(method="s", price_cents=0, tax_rate_bps=0),
            prices_include_tax=True,
        )
        order = Order.place(
            order_id,
            Buyer(customer_id=int(by[-1]), guest=None, placed_by=by),
            basket,
            details=Details(shipping_address=HOME),
            currency="GBP",
            now=work.tx.now,
            metadata=METADATA,
            payment_within=timedelta(minutes=15),
            payment_method="invoice" if payment else payment_method,
        )
        if payment is not None:
            (id_,) = await work.orders.next_ids(1, "payment")
            expires_at = work.tx.now + timedelta(hours=hours)
            card = Payment(
                id=id_,
                order_id=order_id,
                method="card",
                status=payment,
                amount_cents=3000,
                currency="GBP",
                created_at=work.tx.now,
                updated_at=work.tx.now,
            )
            order.add_payment(replace(card, authorization_expires_at=expires_at))
            order.payment_method = "card"
            order.recompute_payment_status()
        found = [FakeAllocation(1, "TEA", at, 3 - waiting), FakeAllocation(1, "TEA", None, waiting)]
        order.allocate([each for each in found if each.quantity])
        work.orders.add(order)
        await work.commit()
    return order


async def shipped(store: Any, order: Order, at: str = "MAIN") -> Shipment:
    async with store.begin() as work:
        (id_,) = await work.orders.next_ids(1, "shipment")
        shipment = Shipment(
            id=id_,
            order_id=order.id,
            location_code=at,
            items=[ShippedLine(line_id=1, quantity=2)],
            carrier="DPD",
            tracking_number=None,
            created_at=work.tx.now,
            updated_at=work.tx.now,
        )
        work.shipments.add(shipment)
        await work.commit()
    return shipment


async def asked(store: Any, order: Order) -> Return:
    async with store.begin() as work:
        (id_,) = await work.orders.next_ids(1, "return")
        made = Return(
            id=id_,
            order_id=order.id,
            items=[ReturnItem(line_id=1, quantity=2, reason="broken")],
            created_at=work.tx.now,
            updated_at=work.tx.now,
        )
        work.returns.add(made)
        await work.commit()
    return made


async def test_a_stored_shipment_is_loaded_unchanged(store: Any) -> None:
    order = await kept(store)
    shipment = await shipped(store, order)
    async with store.begin() as work:
        (found,) = await work.shipments.list_by_order(order.id)
        assert found == shipment
        assert await work.shipments.get(10**6) is None
        work.shipments.save(found)
        shipping.deliver(order, found, now=work.tx.now, metadata=METADATA)
        work.shipments.save(found)
        await work.commit()
    async with store.look() as view:
        again = await view.shipments.get(shipment.id)
        assert again == found
        assert (again.status, again.version, again.delivered_at) == (ShipmentState.DELIVERED, 2, found.updated_at)


async def test_a_stored_return_is_loaded_unchanged(store: Any) -> None:
    order = await kept(store)
    made = await asked(store, order)
    async with store.begin() as work:
        (found,) = await work.returns.list_by_order(order.id)
        assert found == made
        assert await work.returns.get(10**6) is None
        found.transition_to(ReturnState.APPROVED, work.tx.now)
        found.received_items = (
            ReceivedItem(line_id=1, quantity=1, location_code="MAIN", disposition="quarantine"),
            ReceivedItem(line_id=1, quantity=1, location_code="EAST", disposition="discard"),
        )
        found.refund_id = 77
        work.returns.save(found)
        await work.commit()
    async with store.look() as view:
        again = await view.returns.get(made.id)
    assert again == found
    assert (again.status, again.refund_id, again.received_quantity(1)) == ("approved", 77, 2)


async def test_shipments_are_filtered_and_listed_newest_first(store: Any) -> None:
    mine, others = await kept(store), await kept(store, by="client:8")
    made = [await shipped(store, mine), await shipped(store, others, at="EAST"), await shipped(store, mine)]
    ids = [shipment.id for shipment in reversed(made)]

    async def listed(**conditions: Any) -> list[int]:
        async with store.look() as view:
            page = await view.shipments.list_page(ShipmentFilter(**conditions), PageRequest(10, sort=("-id",)))
        assert page.total == len(page.items)
        return [shipment.id for shipment in page.items]

    assert await listed() == ids
    assert await listed(customer_id_is=7) == await listed(order_id=mine.id) == [ids[0], ids[2]]
    assert await listed(placed_by="client:8") == await listed(location_code="EAST") == [ids[1]]
    assert await listed(status="delivered") == []
    async with store.look() as view:
        first = await view.shipments.list_page(ShipmentFilter(), PageRequest(2, sort=("-id",)))
        rest = await view.shipments.list_page(ShipmentFilter(), PageRequest(2, after=first.next_after, sort=("-id",)))
    assert [shipment.id for shipment in [*first.items, *rest.items]] == ids


async def test_returns_are_filtered_and_listed_newest_first(store: Any) -> None:
    mine, others = await kept(store), await kept(store, by="client:8")
    made = [await asked(store, mine), await asked(store, others)]

    async def listed(**conditions: Any) -> list[int]:
        async with store.look() as view:
            page = await view.returns.list_page(ReturnFilter(**conditions), PageRequest(10, sort=("-id",)))
        return [each.id for each in page.items]

    assert await listed() == await listed(status="requested") == [made[1].id, made[0].id]
    assert await listed(customer_id_is=7) == await listed(order_id=mine.id) == [made[0].id]
    assert await listed(placed_by="client:8") == [made[1].id]
    assert await listed(status="refunded") == []


async def test_texts_of_a_customer_are_erased(store: Any) -> None:
    mine, others = await asked(store, await kept(store)), await asked(store, await kept(store, by="user:8"))
    async with store.begin() as work:
        await EraseCustomer(lambda _: work, PROMOTIONS, lambda _: InMemorySearchIndex(), IndexOrders(FakeCustomers()))(
            work.tx, 7, METADATA
        )
        await work.commit()
    async with store.look() as view:
        assert (await view.returns.get(mine.id)).items == [ReturnItem(line_id=1, quantity=2, reason="erased")]
        assert (await view.returns.get(others.id)).items == [ReturnItem(line_id=1, quantity=2, reason="broken")]


async def test_the_queue_is_sorted_oldest_first_with_readiness(store: Any) -> None:
    ready = await kept(store)
    waiting = await kept(store, waiting=1)
    authorized = await kept(store, payment=PaymentState.AUTHORIZED, at="EAST")
    lapsed = await kept(store, payment=PaymentState.AUTHORIZED, hours=-1)
    await kept(store, payment_method=None)
    held, completed, emptied = await kept(store), await kept(store), await kept(store)
    async with store.begin() as work:
        for order in (held, completed, emptied):
            found = await work.orders.lock(order.id)
            if order is held:
                found.put_on_hold("check", work.tx.now, METADATA)
            else:
                found.lines[0].release_allocations()
                found.lines[0].shipped, found.lines[0].cancelled = (3, 0) if order is completed else (0, 3)
            work.orders.save(found)
        await work.commit()

    async def queued(wanted: PageRequest, **selection: Any) -> list[int]:
        async with store.look() as view:
            page = await view.queue.list_orders(QueueFilter(**selection), wanted)
        return [order.id for order in page.items]

    whole = PageRequest(10)
    assert await queued(whole) == [ready.id, authorized.id]
    assert await queued(whole, ready=False) == [ready.id, waiting.id, authorized.id, lapsed.id]
    assert await queued(whole, location_code="EAST") == [authorized.id]
    assert await queued(whole, location_code="NOWHERE") == []
    async with store.look() as view:
        first = await view.queue.list_orders(QueueFilter(), PageRequest(1))
    assert await queued(PageRequest(1, after=first.next_after)) == [authorized.id]
    for order in (ready, authorized, lapsed):
        async with store.look() as view:
            found = await view.records.get(order.id)
            guaranteed = shipping.valid_authorization(found, view.tx.now) is not None
        assert (shipping.is_paid(found) or guaranteed) == (order is not lapsed)
