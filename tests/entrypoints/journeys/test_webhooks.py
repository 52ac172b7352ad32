"""The whole program sends signed webhooks whose content matches a GET."""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial

import httpx2
import pytest

from entrypoints.api_program import ApiProgram
from shared.infra.injection import override
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.kernel.principal import Principal
from tests.entrypoints.journeys.test_storefront_cache import work
from tests.modules.webhooks.receiver import ReceivedMessage, Receiver
from tests.running.program_app import program_app
from tests.settings import settings_of

SCOPES = ("webhooks:manage", "catalog:write", "inventory:read", "inventory:write", "orders:create", "orders:read")
ADDRESS = {"name": "Ada", "line1": "1 Mill Road", "city": "Leeds", "postal_code": "N1 1AA", "country": "GB"}


async def authenticate(_: str) -> Principal:
    return Principal("1", "client", frozenset(SCOPES))


@pytest.fixture
async def program(database_url: str, redis_url: str, broker_url: str) -> AsyncIterator[ApiProgram]:
    container = ApiProgram(partial(settings_of, database_url, redis_url, TRADEPOST_BROKER_URL=broker_url), "test")
    override(container.process.authenticate, authenticate)
    await register(container.database(), container.consumers())
    yield container
    await container.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as made:
        yield made


@pytest.fixture
async def shop(program: ApiProgram) -> AsyncIterator[httpx2.AsyncClient]:
    app = program_app(program)
    headers = {"Authorization": "Bearer key"}
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://shop", headers=headers) as made:
        yield made


async def reported(program: ApiProgram, receiver: Receiver, number: int) -> dict[str, ReceivedMessage]:
    """The last message of each type, once the given number was received."""
    await work(program)
    stop = asyncio.Event()
    (loop,) = [loop for loop in program.background_tasks() if loop.name == "webhooks.sender"]
    sending = asyncio.ensure_future(loop.run(stop))
    await receiver.until(number)
    stop.set()
    await sending
    return {json.loads(received.body)["type"]: received for received in receiver.received}


async def test_events_describe_products_stock_and_orders_as_their_get(
    program: ApiProgram, shop: httpx2.AsyncClient, receiver: Receiver
) -> None:
    types = ["inventory.product.created", "inventory.stock.received", "orders.order.placed"]
    made = (await shop.post("/v1/webhook-endpoints", json={"url": receiver.url, "event_types": types})).json()
    await shop.post("/v1/products", json={"sku": "AAA", "name": "A thing", "price_cents": 255})
    key = {"Idempotency-Key": "restock"}
    await shop.post("/v1/inventory/restock", json={"sku": "AAA", "quantity": 9}, headers=key)
    body = {
        "items": [{"sku": "AAA", "quantity": 2}],
        "customer": {"email": "ada@example.com", "name": "Ada"},
        "shipping_address": ADDRESS,
    }
    placed = await shop.post("/v1/orders", json=body)
    assert placed.status_code == 201, placed.text
    received = await reported(program, receiver, 3)
    assert sorted(received) == types
    for message in received.values():
        message.verify(made["secret"])
    data = {event_type: json.loads(message.body)["data"] for event_type, message in received.items()}
    assert data["inventory.product.created"] == (await shop.get("/v1/products/AAA")).json()
    (available,) = (await shop.get("/v1/inventory/availability?sku=AAA")).json()["items"]
    assert data["inventory.stock.received"] == available
    assert data["orders.order.placed"] == (await shop.get(placed.headers["location"])).json()
