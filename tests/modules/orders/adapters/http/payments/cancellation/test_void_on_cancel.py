"""Money moves start at once: nothing that is due waits for a poll."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from modules.orders.domain.settlement.provider_results import ProviderPayment
from modules.orders.http_container import OrdersHttpContainer
from shared.infra.injection import resolve
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.workers.delivery_handlers import create_handler
from shared.infra.sql.database import Database
from tests.modules.orders.adapters.http.payments.order_client import OrderClient
from tests.modules.orders.in_memory.other_modules import InMemoryStock
from tests.modules.orders.in_memory.provider import GOOD, InMemoryProvider

LEASE = timedelta(seconds=30)


class SlowToLook(InMemoryProvider):
    """Its answer to a look-up is on its way until `arrive` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.arrive = asyncio.Event(), asyncio.Event()

    async def get_payment(self, payment_id: int, provider_id: str | None) -> ProviderPayment | None:
        state = await super().get_payment(payment_id, provider_id)
        self.asked.set()
        await self.arrive.wait()
        return state


@pytest.fixture
def capture_immediately() -> bool:
    return False


@pytest.fixture
def provider() -> SlowToLook:
    return SlowToLook()


async def deliver(db: Database, container: OrdersHttpContainer) -> None:
    """What a worker does: everything that is due for the consumer that settles, once."""
    (settle, *_) = resolve(container.module).subscriptions()
    lease = await Claims(db).claim({settle.consumer.name: 100}, LEASE)
    await create_handler(settle, Inbox(db), LEASE)([claimed.event_id for claimed in lease.claimed], lease.until)


async def status_of(orders_client: OrderClient, order_id: int) -> str:
    (payment,) = (await orders_client.get(f"/v1/payments?order_id={order_id}", "staff"))["items"]
    status: str = payment["status"]
    return status


async def cancelled_while_looked_at(
    orders_client: OrderClient, container: OrdersHttpContainer, provider: SlowToLook, db: Database
) -> "tuple[dict[str, Any], asyncio.Future[Any]]":
    """An order cancelled while the provider is asked about its authorization, and the look-up that is under way."""
    await register(db, [each.consumer for each in resolve(container.module).subscriptions()])
    order = await orders_client.paid(("TEA", 2), card=GOOD)
    async with db.begin() as tx:
        await tx.fetch("UPDATE orders.payments SET action = 'look_up', next_attempt_at = now()")
        await tx.commit()
    looking = asyncio.ensure_future(orders_client.settle(order))
    await provider.asked.wait()
    assert (await orders_client.cancel(order)).status_code == 200
    return order, looking


async def test_a_cancellation_during_a_look_up_voids_the_authorization(
    orders_client: OrderClient, container: OrdersHttpContainer, provider: SlowToLook, db: Database
) -> None:
    order, looking = await cancelled_while_looked_at(orders_client, container, provider, db)
    await deliver(db, container)
    provider.arrive.set()
    await looking
    assert await status_of(orders_client, order["id"]) == "voided"


async def test_the_answer_to_a_look_up_leaves_the_void_due(
    orders_client: OrderClient, container: OrdersHttpContainer, provider: SlowToLook, db: Database
) -> None:
    """The same, with the event of the cancel arriving last."""
    order, looking = await cancelled_while_looked_at(orders_client, container, provider, db)
    provider.arrive.set()
    await looking
    await deliver(db, container)
    assert await status_of(orders_client, order["id"]) == "voided"


async def test_cancelling_all_priced_units_voids_the_authorization(
    orders_client: OrderClient, container: OrdersHttpContainer, provider: SlowToLook, db: Database, stock: InMemoryStock
) -> None:
    await register(db, [each.consumer for each in resolve(container.module).subscriptions()])
    stock.sell("GIFT", 9, price_cents=0)
    order = await orders_client.paid(("TEA", 2), ("GIFT", 1), card=GOOD)
    await deliver(db, container)
    fewer = await orders_client.cancel(order, items=[{"line_id": 1, "quantity": 2}])
    assert fewer.status_code == 200, fewer.text
    await deliver(db, container)
    assert await status_of(orders_client, order["id"]) == "voided"
