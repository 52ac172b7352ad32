"""The whole program: product pages come from a cache, orders do not."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import Any

import httpx2
import orjson
import pytest

from entrypoints.api_program import ApiProgram
from modules.inventory.http_container import InventoryHttpContainer
from modules.inventory.public import ProductLine
from shared.infra.cache.read_through import ReadThroughCache
from shared.infra.injection import override, resolve
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.workers.delivery_handlers import create_handler
from shared.kernel.errors import Unauthenticated
from shared.kernel.events import EventMetadata
from shared.kernel.principal import Principal
from tests.running.program_app import program_app
from tests.settings import settings_of
from tests.shared.infra.cache.slow_breaker import slow_breaker
from tests.statements import noted

LEASE = timedelta(seconds=30)
PRINCIPALS = {
    "editor": Principal("1", "client", frozenset({"catalog:write"})),
    "point_of_sale": Principal("2", "client", frozenset({"orders:create"})),
}
Client = Callable[[str | None], httpx2.AsyncClient]


async def authenticate(token: str) -> Principal:
    if token not in PRINCIPALS:
        raise Unauthenticated("token_invalid", "The token opens nothing.")
    return PRINCIPALS[token]


@asynccontextmanager
async def opened(database_url: str, redis_url: str, **more: str) -> AsyncIterator[ApiProgram]:
    """A program with five units of AAA at 255."""
    container = ApiProgram(partial(settings_of, database_url, redis_url, TRADEPOST_RATE_LIMITS="off", **more), "test")
    override(container.process.authenticate, authenticate)
    await register(container.database(), container.consumers())
    sold = [ProductLine("AAA", "A thing", 255, 5)]
    async for imported in resolve(container.of(InventoryHttpContainer).import_products)(
        sold, "first", EventMetadata("system", "r")
    ):
        assert imported.stocked == 1
    yield container
    await container.close()


@pytest.fixture
async def program(database_url: str, redis_url: str, broker_url: str) -> AsyncIterator[ApiProgram]:
    async with opened(database_url, redis_url, TRADEPOST_BROKER_URL=broker_url) as container:
        override(container.process.cache, ReadThroughCache(resolve(container.process.redis), breaker=slow_breaker()))
        await work(container)
        yield container


@pytest.fixture
async def program_without_redis(database_url: str) -> AsyncIterator[ApiProgram]:
    """The program without Redis."""
    async with opened(database_url, "redis://127.0.0.1:1/0") as container:
        yield container


def clients(container: ApiProgram) -> Client:

    app = program_app(container)

    def client(who: str | None) -> httpx2.AsyncClient:
        headers = {"Authorization": f"Bearer {who}"} if who else {}
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://shop", headers=headers)

    return client


async def work(container: ApiProgram) -> None:
    """Deliver events until none is left, like relay and worker."""
    database, subscriptions = container.database(), {s.consumer.name: s for s in container.subscriptions()}
    while (lease := await Claims(database).claim(dict.fromkeys(subscriptions, 100), LEASE)).claimed:
        for consumer, subscription in subscriptions.items():
            due = [claimed.event_id for claimed in lease.claimed if claimed.consumer == consumer]
            if due:
                await create_handler(subscription, Inbox(database), LEASE)(due, lease.until)


def order(quantity: int) -> dict[str, Any]:
    address = {"name": "Ada", "line1": "1 Road", "city": "London", "postal_code": "N1 1AA", "country": "GB"}
    guest = {"name": "Ada", "email": "ada@example.com"}
    return {"items": [{"sku": "AAA", "quantity": quantity}], "shipping_address": address, "customer": guest}


async def place(point_of_sale: httpx2.AsyncClient, quantity: int, key: str) -> httpx2.Response:
    return await point_of_sale.post("/v1/orders", json=order(quantity), headers={"Idempotency-Key": key})


async def available(buyer: httpx2.AsyncClient) -> int:
    response = await buyer.get("/v1/inventory/availability", params={"sku": "AAA"})
    number: int = response.json()["items"][0]["available"]
    return number


async def test_a_change_is_visible_once_its_event_is_consumed(program: ApiProgram) -> None:
    client = clients(program)
    buyer, editor = client(None), client("editor")
    first = await buyer.get("/v1/products/AAA")
    assert (first.json()["price_cents"], first.headers["etag"]) == (255, '"1"')
    assert (await buyer.get("/v1/products/AAA", headers={"If-None-Match": '"1"'})).status_code == 304
    changed = await editor.patch(
        "/v1/products/AAA", json={"price_cents": 300}, headers={"If-Match": '"1"', "Idempotency-Key": "k"}
    )
    assert changed.status_code == 200, changed.text
    assert (await editor.get("/v1/products/AAA")).headers["etag"] == '"2"', "who edits sees what is"
    assert (await buyer.get("/v1/products/AAA")).content == first.content, "who looks sees what was kept"
    for _ in range(2):
        await work(program)
        shown = await buyer.get("/v1/products/AAA", headers={"If-None-Match": '"1"'})
        assert (shown.status_code, shown.json()["price_cents"], shown.headers["etag"]) == (200, 300, '"2"')
    assert (await editor.delete("/v1/products/AAA", headers={"Idempotency-Key": "d"})).status_code == 204
    await work(program)
    assert (await buyer.get("/v1/products/AAA")).json()["active"] is False


async def test_sold_units_are_not_shown_as_available(program: ApiProgram) -> None:
    client = clients(program)
    assert await available(client(None)) == 5
    assert (await place(client("point_of_sale"), 5, "k")).status_code == 201
    assert await available(client(None)) == 5, "kept until the event has come"
    await work(program)
    assert await available(client(None)) == 0


async def test_orders_do_not_use_the_cache(program: ApiProgram) -> None:
    client = clients(program)
    buyer, point_of_sale, redis = client(None), client("point_of_sale"), resolve(program.process.redis)
    await buyer.get("/v1/products/AAA")
    await available(buyer)
    kept = await redis.get("cache:product:AAA")
    assert isinstance(kept, bytes)
    product = orjson.loads(kept)
    await redis.set("cache:product:AAA", orjson.dumps({**product, "price_cents": 1, "active": False}))
    await redis.set("cache:availability:AAA", b"[1000, 1000, 0]")
    assert (await buyer.get("/v1/products/AAA")).json()["price_cents"] == 1
    assert await available(buyer) == 1000
    quoted = await point_of_sale.post("/v1/orders/quote", json=order(2))
    assert quoted.json()["items"][0]["unit_price_cents"] == 255, quoted.text
    short = await place(point_of_sale, 6, "six")
    assert (short.status_code, short.json()["items"]) == (409, [{"sku": "AAA", "requested": 6, "available": 5}])
    placed = await place(point_of_sale, 5, "five")
    assert (placed.status_code, placed.json()["items"][0]["unit_price_cents"]) == (201, 255)


async def test_without_redis_the_storefront_reads_the_database(program_without_redis: ApiProgram) -> None:
    client = clients(program_without_redis)
    assert (await client(None).get("/v1/products/AAA")).json()["price_cents"] == 255
    assert await available(client(None)) == 5
    assert (await place(client("point_of_sale"), 5, "k")).status_code == 201
    assert await available(client(None)) == 0
    assert (await client(None).get("/v1/products/NONE")).status_code == 404


async def test_a_hundred_concurrent_reads_query_the_database_once(
    program: ApiProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = clients(program)
    buyer, statements = client(None), noted(monkeypatch)
    for path in ("/v1/products/AAA", "/v1/inventory/availability?sku=AAA"):
        statements.clear()
        responses = await asyncio.gather(*(buyer.get(path) for _ in range(100)))
        assert {response.status_code for response in responses} == {200}
        assert len({response.content for response in responses}) == 1
        assert len(statements) == 1, path


async def test_cache_entries_expire_with_jitter(program: ApiProgram) -> None:
    client, redis = clients(program), resolve(program.process.redis)
    await client(None).get("/v1/products/AAA")
    await available(client(None))
    lifetimes = [await redis.pttl(key) for key in ("cache:product:AAA", "cache:availability:AAA")]
    assert all(0 < lifetime < 60 * 60 * 1000 for lifetime in lifetimes)


async def test_a_valkey_that_hangs_is_waited_for_once(database_url: str) -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(4096):
            pass
        writer.close()

    hanging = await asyncio.start_server(hang, "127.0.0.1", 0)
    port = hanging.sockets[0].getsockname()[1]
    async with opened(database_url, f"redis://127.0.0.1:{port}/0") as container:
        buyer = clients(container)(None)
        began = monotonic()
        for _ in range(20):
            shown = await buyer.get("/v1/products/AAA", headers={"If-None-Match": '"1"'})
            assert shown.status_code == 304
            assert await available(buyer) == 5
            # The client alone would wait two seconds each time.

        assert monotonic() - began < 20
        assert (await place(clients(container)("point_of_sale"), 5, "k")).status_code == 201
        assert await available(buyer) == 0
    hanging.close()
