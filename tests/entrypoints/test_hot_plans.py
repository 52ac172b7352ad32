"""The statements of the hot paths, captured from the running program, read large tables by an index only."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import asyncpg
import httpx2
import pytest

from entrypoints.api_program import ApiProgram
from shared.infra.injection import override
from shared.infra.messaging.deliveries.claims import Claims
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.infra.messaging.deliveries.inbox import Inbox
from shared.infra.messaging.workers.delivery_handlers import create_handler
from shared.kernel.principal import Principal
from tests.entrypoints.many_rows import COPIED, copy_rows
from tests.entrypoints.statement_plans import StatementPlan, planned, problems_of
from tests.running.databases import Databases, DatabaseUrls
from tests.running.program_app import program_app
from tests.settings import settings_of

STAFF = Principal(
    "1", "client", frozenset({"catalog:write", "inventory:write", "inventory:read", "orders:create", "orders:read"})
)
ADDRESS = {"name": "Grace", "line1": "1 High Street", "city": "London", "postal_code": "EC1A 1BB", "country": "GB"}
LARGE = frozenset(table.partition(".")[2] for table in COPIED)


@dataclass(frozen=True)
class LargeShop:
    """A shop with thousands of rows in each large table, and one order of the buyer that is still unpaid."""

    program: ApiProgram
    http: httpx2.AsyncClient
    database: DatabaseUrls
    order_id: int

    async def get(self, path: str, token: str) -> httpx2.Response:
        response = await self.http.get(path, headers={"Authorization": f"Bearer {token}"})
        assert response.status_code == 200, response.text
        return response


@pytest.fixture(scope="module")
async def shop(databases: Databases, _servers: Mapping[str, str], _worker: int) -> AsyncIterator[LargeShop]:
    database = await databases.create()
    redis_url = f"{_servers['redis']}/{2 * _worker}"
    settings = partial(settings_of, database.program, redis_url, TRADEPOST_RATE_LIMITS="off")
    program = ApiProgram(settings, "test")
    people = {"staff": STAFF}

    async def authenticate(token: str) -> Principal:
        return people[token]

    override(program.process.authenticate, authenticate)
    await register(program.database(), program.consumers())
    transport = httpx2.ASGITransport(program_app(program))
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop", timeout=60) as http:
        people["buyer"] = await _buyer(http)
        for sku in ("MUG", "CUP"):
            await _post(http, "/v1/products", {"sku": sku, "name": sku, "price_cents": 255})
            await _post(http, "/v1/inventory/restock", {"sku": sku, "quantity": 1000})
        made = LargeShop(program, http, database, await _place(http, "first"))
        owner = await asyncpg.connect(database.owner)
        await copy_rows(owner)
        await owner.close()
        yield made
    await program.close()
    await databases.drop(database)


async def _post(
    http: httpx2.AsyncClient, path: str, body: object, caller: str = "staff", key: str = ""
) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {caller}", "Idempotency-Key": key or f"{path}-{body}"[:200]}
    response = await http.post(path, json=body, headers=headers)
    assert response.status_code == 201, response.text
    return response


async def _buyer(http: httpx2.AsyncClient) -> Principal:
    account = {"email": "grace@example.com", "username": "grace", "password": "correct horse battery"}
    user = int((await http.post("/v1/users", json=account)).raise_for_status().json()["id"])
    return Principal(str(user), "user", frozenset(), owner_id=user)


async def _place(http: httpx2.AsyncClient, key: str) -> int:
    order = {"items": [{"sku": "MUG", "quantity": 1}, {"sku": "CUP", "quantity": 2}], "shipping_address": ADDRESS}
    body = {**order, "client_reference": key}
    return int((await _post(http, "/v1/orders", body, caller="buyer", key=key)).json()["id"])


async def place_order(shop: LargeShop) -> None:
    await _place(shop.http, "second")


async def get_order(shop: LargeShop) -> None:
    await shop.get(f"/v1/orders/{shop.order_id}", "buyer")


async def get_timeline(shop: LargeShop) -> None:
    await shop.get(f"/v1/orders/{shop.order_id}/timeline", "staff")


async def list_own_orders(shop: LargeShop) -> None:
    page = (await shop.get("/v1/orders?limit=5", "buyer")).json()
    await shop.get(f"/v1/orders?limit=5&cursor={page['next_cursor']}", "buyer")


async def list_all_orders(shop: LargeShop) -> None:
    page = (await shop.get("/v1/orders?limit=20", "staff")).json()
    await shop.get(f"/v1/orders?limit=20&cursor={page['next_cursor']}", "staff")


async def get_product(shop: LargeShop) -> None:
    await shop.get("/v1/products/MUG", "staff")


async def get_availability(shop: LargeShop) -> None:
    skus = "&".join(f"sku=MUG{number}" for number in range(1, 101))
    await shop.get(f"/v1/inventory/availability?{skus}", "staff")


async def claim_and_handle_deliveries(shop: LargeShop) -> None:
    database = shop.program.database()
    subscriptions = {each.consumer.name: each for each in shop.program.subscriptions()}
    lease = await Claims(database).claim(dict.fromkeys(subscriptions, 100), timedelta(seconds=30))
    consumer = lease.claimed[0].consumer
    handle = create_handler(subscriptions[consumer], Inbox(database), timedelta(seconds=30))
    await handle([claimed.event_id for claimed in lease.claimed if claimed.consumer == consumer][:2], lease.until)


async def expire_unpaid_orders(shop: LargeShop) -> None:
    database = shop.program.database()
    database.clock_shift = timedelta(days=30)
    try:
        (job,) = [job for job in shop.program.jobs() if job.name == "orders.expire_unpaid"]
        await job.run()
    finally:
        database.clock_shift = timedelta(0)


PATHS: list[tuple[Callable[[LargeShop], Awaitable[None]], str]] = [
    (place_order, "WITH"),
    (get_order, "FROM orders.orders"),
    (get_timeline, "FROM orders.order_history"),
    (list_own_orders, "customer_id"),
    (list_all_orders, "LIMIT"),
    (get_product, "FROM inventory.products"),
    (get_availability, "inventory.stock_levels"),
    (claim_and_handle_deliveries, "UPDATE platform.deliveries"),
    (expire_unpaid_orders, "payment_due_at"),
]


@pytest.mark.parametrize(("run", "part"), PATHS, ids=[run.__name__ for run, _ in PATHS])
async def test_large_tables_are_read_by_an_index(
    shop: LargeShop, monkeypatch: pytest.MonkeyPatch, run: Callable[[LargeShop], Awaitable[None]], part: str
) -> None:
    plans = planned(monkeypatch)
    await run(shop)
    assert [plan for plan in plans if part in plan.statement], [plan.statement for plan in plans]
    assert problems_of(plans, LARGE) == []


async def test_a_dropped_index_is_noticed(shop: LargeShop) -> None:
    """The control: the same statement after its index was dropped in a transaction that is rolled back."""
    owner = await asyncpg.connect(shop.database.owner)
    try:
        own = "SELECT * FROM orders.orders WHERE customer_id = 7 ORDER BY created_at DESC, id DESC LIMIT 5"
        assert (await _plan(owner, own)).problems(LARGE) == []
        transaction = owner.transaction()
        await transaction.start()
        await owner.execute("DROP INDEX orders.ix_orders_customer_id, orders.ix_orders_created_at")
        (scan,) = (await _plan(owner, own)).problems(LARGE)
        assert scan.startswith("reads all of orders: ")
        found = (await _plan(owner, "SELECT * FROM orders.orders ORDER BY created_at LIMIT 5")).problems(LARGE)
        assert [each.split(" ")[0] for each in found] == ["sorts", "reads"]
        await transaction.rollback()
    finally:
        await owner.close()


async def _plan(connection: asyncpg.Connection, statement: str) -> StatementPlan:
    return StatementPlan.read(statement, await connection.fetchval(f"EXPLAIN (FORMAT JSON) {statement}"))
