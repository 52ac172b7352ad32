"""Payment, cancellation and expiry of the same orders at the same time, over the real inventory."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from dependency_injector import providers

from modules.inventory.adapters.outbound.sql.constraints import CONSTRAINTS as OF_INVENTORY
from modules.inventory.http_container import InventoryHttpContainer
from modules.inventory.public import InventoryPolicy, ProductLine
from modules.orders.adapters.outbound.payment_provider_registry import PaymentProviderRegistry
from modules.orders.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.orders.application.changes.cancel_order import CancelOrderCommand
from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.payments.pay_order_command import PayOrderCommand
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.errors import DomainError
from tests.modules.orders import promotions
from tests.modules.orders.in_memory.other_modules import FakeCustomers
from tests.modules.orders.in_memory.provider import ASKS_BUYER, DECLINED, GOOD, InMemoryProvider
from tests.modules.orders.shop import CLIENT, METADATA, POLICY, STAFF, order_for

ORDERS = 60
CARDS = PaymentInstruction(method="card", token=GOOD)


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
    async for imported in resolve(made.import_products)(
        [ProductLine("TEA", "Tea", 100, 1000, 2000)], "stock", METADATA
    ):
        assert not imported.errors
    return made


@pytest.fixture
def provider() -> InMemoryProvider:
    return InMemoryProvider()


@pytest.fixture
def orders(db: Database, inventory: InventoryHttpContainer, provider: InMemoryProvider) -> OrdersHttpContainer:
    return OrdersHttpContainer(
        promotions=promotions.API,
        database=db,
        policy=replace(POLICY, max_unpaid_orders=0, payment_providers=("stripe",)),
        inventory=resolve(inventory.api),
        users=object(),
        customers=providers.Object(FakeCustomers(7)),
        payment_providers=providers.Object(PaymentProviderRegistry({"stripe": provider})),
    )


async def violations(db: Database, inventory: InventoryHttpContainer, orders: OrdersHttpContainer) -> list[object]:
    async with db.snapshot() as tx:
        return [
            found
            for check in [*resolve(inventory.module).checks(), *resolve(orders.module).checks()]
            if not check.on_request
            for found in await check.run(tx)
        ]


async def refused(work: Awaitable[object]) -> None:
    with suppress(DomainError):
        await work


async def test_requests_of_many_orders_are_claimed_in_one_transaction(
    db: Database, orders: OrdersHttpContainer, provider: InMemoryProvider
) -> None:
    place, claim = resolve(orders.place_order), resolve(orders.claim_due_orders)
    placed = [await place(order_for(("TEA", 1), by=STAFF, payment=CARDS)) for _ in range(3)]
    first, *others = [outcome.order.id for outcome in placed]
    async with db.begin() as tx:
        await tx.fetch("SELECT FROM orders.orders WHERE id = $1 FOR NO KEY UPDATE", first)
        assert [due.order_id for due in await claim([*others, first])] == others, "the locked one is left out"
    assert [due.order_id for due in await claim([first, *others])] == [first]
    async with db.read() as reading:
        rows = await reading.fetch("SELECT DISTINCT xmin::text FROM orders.orders WHERE id = ANY($1::bigint[])", others)
    assert len(rows) == 1


async def test_concurrent_payments_charge_the_buyer_once(
    db: Database, inventory: InventoryHttpContainer, orders: OrdersHttpContainer, provider: InMemoryProvider
) -> None:
    place, settle, cancel = resolve(orders.place_order), resolve(orders.settle_order), resolve(orders.cancel_order)
    expire, reconcile = resolve(orders.expire_orders), resolve(orders.reconcile_payments)
    placed = await asyncio.gather(
        *(
            place(order_for(("TEA", 2), by=CLIENT, customer_id=7, payment=CARDS if n % 3 else None))
            for n in range(ORDERS)
        )
    )
    ids = [outcome.order.id for outcome in placed]
    db.clock_shift = placed[0].order.payment_due_at - placed[0].order.created_at  # type: ignore[operator]

    chance = random.Random(11)
    provider.lose_next_response(10)
    work: list[Awaitable[object]] = [settle(id_, METADATA) for id_ in ids for _ in range(2)]
    work += [
        cancel(CancelOrderCommand(principal=STAFF, metadata=METADATA, order_id=id_, reason="no"))
        for id_ in chance.sample(ids, ORDERS // 3)
    ]
    work += [
        resolve(orders.pay_order)(PayOrderCommand(principal=CLIENT, metadata=METADATA, order_id=id_, instruction=CARDS))
        for id_ in chance.sample(ids, ORDERS // 3)
    ]
    work += [expire() for _ in range(4)] + [reconcile() for _ in range(2)]
    chance.shuffle(work)
    await asyncio.gather(*(refused(one) for one in work))
    for _ in range(6):
        db.clock_shift += (placed[0].order.payment_due_at or placed[0].order.created_at) - placed[0].order.created_at
        await reconcile()
        await expire()
    assert set(provider.captures.values()) <= {1}
    assert await violations(db, inventory, orders) == []
    async with db.read() as reading:
        rows = await reading.fetch("SELECT status, paid_cents - refunded_cents AS kept FROM orders.orders")
    assert {(row["status"], row["kept"]) for row in rows} <= {("confirmed", 200), ("cancelled", 0), ("expired", 0)}
    captured = sum(p.state.captured_cents - p.state.refunded_cents for p in provider._payments.values())
    assert captured == sum(row["kept"] for row in rows)


async def test_approvals_concurrent_with_another_card_charge_once(
    db: Database, inventory: InventoryHttpContainer, orders: OrdersHttpContainer, provider: InMemoryProvider
) -> None:
    """Approvals, other cards, parts by hand and cancellations of orders whose 3-D Secure waits, all at once."""
    asks = PaymentInstruction(method="card", token=ASKS_BUYER)
    place, settle, start = resolve(orders.place_order), resolve(orders.settle_order), resolve(orders.pay_order)
    placed = await asyncio.gather(
        *(place(order_for(("TEA", 2), by=CLIENT, customer_id=7, payment=asks)) for _ in range(24))
    )
    found = {outcome.order.id: outcome.order.payments[0].id for outcome in placed}
    await asyncio.gather(*(settle(id_, METADATA) for id_ in found))
    chance = random.Random(12)

    async def approve(payment_id: int) -> None:
        for _ in range(chance.randrange(30)):
            await asyncio.sleep(0)
        provider.approve(payment_id)

    part = PaymentInstruction(method="manual", amount_cents=50)
    work: list[Awaitable[object]] = [approve(payment_id) for payment_id in chance.sample([*found.values()], 12)]
    for id_ in found:
        work += [
            start(PayOrderCommand(principal=CLIENT, metadata=METADATA, order_id=id_, instruction=CARDS))
            for _ in range(2)
        ]
    work += [
        start(PayOrderCommand(principal=STAFF, metadata=METADATA, order_id=id_, instruction=part))
        for id_ in chance.sample([*found], 8)
    ]
    work += [
        resolve(orders.cancel_order)(CancelOrderCommand(principal=STAFF, metadata=METADATA, order_id=id_, reason="no"))
        for id_ in chance.sample([*found], 6)
    ]
    chance.shuffle(work)
    await asyncio.gather(*(refused(one) for one in work))
    for _ in range(4):
        db.clock_shift += timedelta(minutes=16)
        await resolve(orders.reconcile_payments)()
        await resolve(orders.expire_orders)()
    assert await violations(db, inventory, orders) == []
    async with db.read() as reading:
        rows = await reading.fetch("SELECT status, paid_cents - refunded_cents AS kept FROM orders.orders")
        # Nothing can be kept but the price, or by an order that waits for the rest, the part.

    assert {(row["status"], row["kept"]) for row in rows} <= {
        ("confirmed", 200),
        ("cancelled", 0),
        ("expired", 0),
        ("pending_payment", 50),
    }

    assert all(count == 1 for count in provider.captures.values())


async def test_a_decline_without_another_attempt_releases_the_stock(
    db: Database, inventory: InventoryHttpContainer, orders: OrdersHttpContainer
) -> None:
    instruction = PaymentInstruction(method="card", token=DECLINED)
    placed = await resolve(orders.place_order)(order_for(("TEA", 1000), by=CLIENT, customer_id=7, payment=instruction))
    db.clock_shift = (placed.order.payment_due_at or placed.order.created_at) - placed.order.created_at
    assert await resolve(orders.expire_orders)() == 0
    with pytest.raises(DomainError):
        await resolve(orders.place_order)(order_for(("TEA", 1), by=CLIENT, customer_id=7))
    await resolve(orders.settle_order)(placed.order.id, METADATA)
    assert await resolve(orders.expire_orders)() == 0
    db.clock_shift *= 3
    assert await resolve(orders.expire_orders)() == 1
    await resolve(orders.place_order)(order_for(("TEA", 1000), by=CLIENT, customer_id=7))
    assert await violations(db, inventory, orders) == []
