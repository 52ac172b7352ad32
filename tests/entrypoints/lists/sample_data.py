"""A program with data in every list, and three users."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from typing import Any

import asyncpg
import httpx2
from fastapi import FastAPI

from entrypoints.api_program import ApiProgram
from modules.users.http_container import UsersHttpContainer
from shared.infra.cache.read_through import NoCache
from shared.infra.http.app import strict_routes
from shared.infra.http.routing import StrictRoute
from shared.infra.injection import override
from shared.kernel.principal import Principal
from tests.entrypoints.lists.copies import Rows
from tests.entrypoints.lists.rows import ROWS, Ones, ones
from tests.module_samples import all_samples
from tests.modules.users.plain_crypto import PlainHasher
from tests.program_scopes import SCOPES
from tests.running.databases import DatabaseUrls
from tests.running.program_app import program_app
from tests.settings import settings_of

BOSS, ADA, BOB = 1, 2, 3
PEOPLE = {
    "boss": Principal(str(BOSS), "user", SCOPES, owner_id=BOSS),
    "ada": Principal(str(ADA), "user", owner_id=ADA),
    "bob": Principal(str(BOB), "user", owner_id=BOB),
}
ADDRESS = {"name": "Ada", "line1": "1 High Street", "city": "London", "postal_code": "EC1A 1BB", "country": "GB"}
MANY = 40
"""Lines of what has many."""
COPIED = 100_000
"""Numbers from here on were not used by the world that a copy was made of."""


async def authenticate(token: str) -> Principal:
    return PEOPLE[token]


class World:
    def __init__(self, app: FastAPI, owner: asyncpg.Connection, numbers_from: int = 1) -> None:
        self.app = app
        self.owner = owner
        self.people = {who: self._client(who) for who in PEOPLE}
        self.boss, self.ada, self.bob = self.people.values()
        self.ones: Ones = {}
        self._numbers = count(numbers_from)

    def routes(self) -> Sequence[StrictRoute]:
        return strict_routes(self.app)

    def lists(self) -> Sequence[StrictRoute]:
        return [route for route in self.routes() if route.listing is not None]

    def singles(self) -> Sequence[StrictRoute]:
        """Resources that are read by id, without streams and pictures."""
        found = [route for route in self.routes() if "GET" in (route.methods or ()) and "{" in route.path]
        return [route for route in found if route.listing is None and not route.path.endswith(("/stream", "/image"))]

    async def grow(self, rows: Rows, number: int) -> None:
        """Add rows to the list."""
        numbers = [next(self._numbers) for _ in range(number)]
        for copies in rows.copies:
            await copies.make(self.owner, numbers[0], numbers[-1])
        if rows.counted:
            await self.owner.execute(rows.counted, number)

    async def post(self, path: str, json: object = None, *, status: int = 201) -> Any:
        key = f"key-{next(self._numbers)}"
        answer = await self.boss.post(path, json=json, headers={"Idempotency-Key": key})
        assert answer.status_code == status, f"{path}: {answer.text}"
        return answer.json()

    async def order(self, lines: int) -> Any:
        wish = {
            "items": [{"sku": f"SKU{n}", "quantity": 2} for n in range(lines)],
            "shipping_address": ADDRESS,
            "customer_id": ADA,
            "payment": {"method": "manual"},
        }
        return await self.post("/v1/orders", wish)

    async def begin(self) -> None:
        """Create one object of every kind."""
        for name in PEOPLE:
            person = {"email": f"{name}@example.com", "username": name, "password": "correct horse"}
            await self.post("/v1/users", person)
        for n in range(MANY):
            await self.post("/v1/products", {"sku": f"SKU{n}", "name": f"=Thing {n}", "price_cents": 250})
        await self.post("/v1/locations", {"code": "LEEDS", "name": "Leeds", "country": "GB"})
        parts: dict[str, int] = {}
        for prefix, lines in (("large ", MANY), ("", 1)):
            units = [{"sku": f"SKU{n}", "quantity": 100} for n in range(lines)]
            parts[f"{prefix}receipt"] = (await self.post("/v1/inventory/receipts", {"lines": units}))["id"]
            changes = [{"sku": f"SKU{n}", "delta": -1} for n in range(lines)]
            adjustment = {"reason": "count", "lines": changes}
            parts[f"{prefix}adjustment"] = (await self.post("/v1/inventory/adjustments", adjustment))["id"]
            sent = [{"sku": f"SKU{n}", "quantity": 1} for n in range(lines)]
            transfer = {"from_location_code": "MAIN", "to_location_code": "LEEDS", "lines": sent}
            parts[f"{prefix}transfer"] = (await self.post("/v1/inventory/transfers", transfer))["id"]
        for samples in all_samples():
            if samples.fill_lists:
                await samples.fill_lists(self.post)
        parts |= await self._life()
        small, large = await self.order(1), await self.order(MANY)
        await self._reported()
        await self.owner.execute(
            "INSERT INTO users.api_keys (owner_id, name, lookup, secret_digest, scopes, created_at)"
            " VALUES ($1, 'till', 'x', '\\x00', '{orders:create}', now())",
            ADA,
        )
        parts["api-key"] = 1
        await self.owner.execute(
            "INSERT INTO users.sessions (user_id, created_at, last_used_at, expires_at)"
            " VALUES ($1, now(), now(), now() + interval '1 day')",
            BOSS,
        )
        await self._exported()
        self.ones = ones(small["id"], large["id"], parts)

    async def _life(self) -> dict[str, int]:
        """An order that was shipped, returned and partially refunded."""
        order = await self.order(1)
        path, line = f"/v1/orders/{order['id']}", {"line_id": 1, "quantity": 1}
        shipment = await self.post(f"{path}/shipments", {"items": [{"line_id": 1, "quantity": 2}]})
        await self.post(f"/v1/shipments/{shipment['id']}/deliver", status=200)
        back = await self.post(f"{path}/returns", {"items": [{**line, "reason": "too blue"}]})
        refund = await self.post(f"{path}/refunds", {"items": [line], "reason": "broken"})
        payment = order["payments"][0]["id"]
        return {"shipment": shipment["id"], "return": back["id"], "refund": refund["id"], "payment": payment}

    async def _exported(self) -> None:
        await self.owner.execute(
            """
            WITH file AS (INSERT INTO import_export.files (blocks, size, created_at) VALUES (1, 2, now()) RETURNING id),
                block AS (INSERT INTO import_export.blocks SELECT id, 0, 'a\n' FROM file)
            INSERT INTO import_export.jobs (kind, type, owner, owner_id, request_id, status, dry_run, filters, total,
                done, error_count, listed, errors, at_offset, at_line, chunks, claims, attempts, result_id,
                result_until, created_at, finished_at)
            SELECT 'export', 'coupons', 'user:' || $1::bigint, $1, 'r', 'succeeded', false, '{}', 1, 1, 0, 0, '[]',
                0, 1, 1, 1, 0, id, now() + interval '7 days', now(), now() FROM file
            """,
            ADA,
        )

    async def _reported(self) -> None:
        await self.post("/v1/webhook-endpoints", {"url": "http://127.0.0.1:9/", "event_types": ["*"]})
        await self.post("/v1/webhook-endpoints/1/test", status=202)
        await self.owner.execute(
            "INSERT INTO platform.dead_letters (event_id, consumer, attempts, error, created_at)"
            " SELECT id, 'consumer', 12, 'too bad', now() FROM platform.events LIMIT 1"
        )

    def _client(self, who: str) -> httpx2.AsyncClient:
        headers = {"Authorization": f"Bearer {who}"}
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(self.app), base_url="http://shop", headers=headers)


@asynccontextmanager
async def opened(urls: DatabaseUrls, ones: Ones | None = None) -> AsyncIterator[World]:
    """The program with its own database and empty caches.

    `ones`: the objects in a copy of a prepared database.
    """
    more = {"TRADEPOST_RATE_LIMITS": "off", "TRADEPOST_MAX_UNPAID_ORDERS": "0"}
    container = ApiProgram(partial(settings_of, urls.program, **more), "test")
    override(container.of(UsersHttpContainer).hasher, PlainHasher())
    override(container.process.cache, NoCache())
    override(container.process.authenticate, authenticate)
    owner = await asyncpg.connect(urls.owner)
    try:
        world = World(_app(container), owner, COPIED if ones else 1)
        if ones:
            world.ones = ones
        else:
            await world.begin()
        yield world
    finally:
        await owner.close()
        await container.close()


def _app(container: ApiProgram) -> FastAPI:
    return program_app(container)


PATHS = sorted(ROWS)
