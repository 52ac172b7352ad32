"""An application with only the users module, on a real database."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from fastapi import FastAPI

from modules.users.adapters.inbound.http.problem_codes import PROBLEM_CODES
from modules.users.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.users.application.accounts.create_first_admin import CreateFirstAdminCommand
from modules.users.http_container import UsersHttpContainer
from modules.users.ports.password_hasher import PasswordHasher
from modules.users.public import UserPolicy
from shared.infra.http.access.rate_limit import RateCounter, RateLimiter
from shared.infra.http.app import HttpSettings, create_application
from shared.infra.injection import override, resolve
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.events import EventMetadata
from shared.kernel.principal import SYSTEM
from tests.modules.users.plain_crypto import PlainHasher
from tests.modules.users.scopes import SCOPES
from tests.running.http_services import http_services

PASSWORD = "correct horse"
RATES = {
    "default": "300/60",
    "client": "6000/60",
    "anonymous": "100/60",
    "token": "5/60",
    "token_address": "20/60",
    "registration": "3/60",
}
Json = Any


@asynccontextmanager
async def _nothing_to_open(_: FastAPI) -> AsyncIterator[None]:
    yield


class UsersApp:
    """The application and its HTTP clients."""

    def __init__(self, url: str, counter: RateCounter | None = None, hasher: PasswordHasher | None = None) -> None:
        self.database = Database(url, CONSTRAINTS, pool_size=8, outbox=Outbox)
        self.users = UsersHttpContainer(
            database=self.database, policy=UserPolicy(("k" * 32,), key_prefix="sk_dev_"), all_scopes=SCOPES
        )
        override(self.users.hasher, hasher or PlainHasher())
        override(self.users.all_personal_data, list(resolve(self.users.module).personal_data()))
        self.lines: list[Mapping[str, object]] = []
        self.app = create_application(
            HttpSettings("1.2.3"),
            [resolve(self.users.router)],
            [],
            log_line=self.lines.append,
            lifespan=_nothing_to_open,
            services=http_services(
                resolve(self.users.authenticate), RateLimiter(counter, RATES), problem_codes=PROBLEM_CODES
            ),
        )
        self.http = self.client()

    def client(self, token: str | None = None, address: str = "203.0.113.9") -> httpx2.AsyncClient:
        """A client with the token and the IP address."""
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.app, client=(address, 4711)),
            base_url="http://shop",
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )

    async def admin(self) -> httpx2.AsyncClient:
        """A client of the first administrator."""
        command = CreateFirstAdminCommand(
            principal=SYSTEM,
            metadata=EventMetadata("operator", "r"),
            email="boss@example.com",
            username="boss",
            password=PASSWORD,
        )
        await resolve(self.users.create_first_admin)(command)
        return await self.signed_in("boss")

    async def register(self, name: str = "ada", **more: object) -> Json:
        response = await self.http.post("/v1/users", json=registration(name, **more))
        assert response.status_code == 201, response.text
        return response.json()

    async def token(self, **form: object) -> httpx2.Response:
        return await self.http.post("/v1/auth/token", data=form)

    async def signed_in(self, name: str) -> httpx2.AsyncClient:
        response = await self.token(grant_type="password", username=name, password=PASSWORD)
        assert response.status_code == 200, response.text
        return self.client(response.json()["access_token"])

    async def key(self, owner: httpx2.AsyncClient, *scopes: str, **more: object) -> Json:
        response = await owner.post("/v1/api-keys", json={"name": "key", "scopes": scopes, **more})
        assert response.status_code == 201, response.text
        return response.json()

    async def rows(self, sql: str) -> list[Any]:
        async with self.database.read() as reading:
            return list(await reading.fetch(sql))


def registration(name: str, **more: object) -> dict[str, object]:
    return {"email": f"{name}@example.com", "username": name, "password": PASSWORD, **more}
