"""The database closes all connections during requests: no request fails, and none is processed twice."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import asyncpg
import httpx2
import pytest

from entrypoints.api_program import ApiProgram
from entrypoints.settings import Settings
from modules.users.application.accounts.create_first_admin import CreateFirstAdminCommand
from modules.users.http_container import UsersHttpContainer
from shared.infra.injection import override, resolve
from shared.kernel.events import EventMetadata
from shared.kernel.principal import SYSTEM
from tests.modules.users.plain_crypto import PlainHasher
from tests.running.program_app import program_app

PASSWORD = "correct horse"
ADDRESS = {"name": "Grace", "line1": "1 High Street", "city": "London", "postal_code": "EC1A 1BB", "country": "GB"}
ROUNDS, AT_ONCE = 4, 40
END_ALL = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
async def program(database_url: str, redis_url: str) -> AsyncIterator[ApiProgram]:
    values: dict[str, Any] = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "rate_limits": "off",
        "secret_keys": "k" * 32,
    }
    settings = Settings(_env_file=None, **values)
    container = ApiProgram(lambda: settings, "test")
    override(container.of(UsersHttpContainer).hasher, PlainHasher())
    command = CreateFirstAdminCommand(
        principal=SYSTEM,
        metadata=EventMetadata("operator", "r"),
        email="boss@example.com",
        username="boss",
        password=PASSWORD,
    )
    await resolve(container.of(UsersHttpContainer).create_first_admin)(command)
    yield container
    await container.close()


@pytest.fixture
async def http(program: ApiProgram) -> AsyncIterator[httpx2.AsyncClient]:
    app = program_app(program)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://shop") as client:
        yield client


@pytest.fixture
async def ender(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Uses the program's role, which may terminate its own sessions."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def token(http: httpx2.AsyncClient) -> str:
    response = await http.post(
        "/v1/auth/token", data={"grant_type": "password", "username": "boss", "password": PASSWORD}
    )
    assert response.status_code == 200, response.text
    return f"Bearer {response.json()['access_token']}"


async def test_requests_survive_the_loss_of_all_connections(
    http: httpx2.AsyncClient, program: ApiProgram, ender: asyncpg.Connection
) -> None:
    stocker = {"Authorization": await token(http), "Idempotency-Key": "k"}
    product = {"sku": "TEA", "name": "Tea", "price_cents": 255}
    assert (await http.post("/v1/products", json=product, headers=stocker)).status_code == 201
    restock = {"sku": "TEA", "quantity": 10_000}
    assert (await http.post("/v1/inventory/restock", json=restock, headers=stocker)).status_code == 201
    order = {"items": [{"sku": "TEA", "quantity": 1}], "shipping_address": ADDRESS, "payment": {"method": "invoice"}}
    first = await http.post("/v1/orders", json={**order, "customer_id": 1}, headers=stocker)
    assert first.status_code == 201, first.text

    async def ask(number: int, principal: str, key: str) -> httpx2.Response:
        headers = {"Authorization": principal}
        if number % 4 == 0:
            return await http.get("/v1/orders", headers=headers)
        if number % 4 == 1:
            return await http.get(first.headers["Location"], headers=headers)
        if number % 4 == 2:
            headers["Idempotency-Key"] = key
        return await http.post("/v1/orders", json={**order, "customer_id": 1}, headers=headers)

    placed: list[int] = []
    for turn in range(ROUNDS):
        # Principals that no cache knows yet: they are read from the database too.

        principals = [await token(http) for _ in range(4)]
        requested = [
            asyncio.ensure_future(ask(number, principals[number % 4], f"key-{turn}-{number}"))
            for number in range(AT_ONCE)
        ]
        database = program.database()
        while database.pool_in_use < turn and not all(one.done() for one in requested):
            await asyncio.sleep(0)
        await ender.execute(END_ALL)
        responses: Sequence[httpx2.Response] = await asyncio.gather(*requested)
        assert {response.status_code for response in responses} <= {200, 201}, [a.text for a in responses if a.is_error]
        placed += [response.json()["id"] for response in responses if response.status_code == 201]
    assert len(set(placed)) == ROUNDS * AT_ONCE // 2
    assert await ender.fetchval("SELECT count(*) FROM orders.orders") == len(placed) + 1
    assert await ender.fetchval("SELECT sum(reserved) FROM inventory.stock_levels") == len(placed) + 1
