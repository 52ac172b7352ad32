"""The routes of the gift_desk module over a real database, with clients for several principals."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx2
import pytest
from fastapi import FastAPI

from modules.gift_desk.adapters.inbound.http.problem_codes import PROBLEM_CODES
from modules.gift_desk.http_container import GiftDeskHttpContainer
from shared.infra.http.app import HttpSettings, create_application
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from shared.kernel.errors import Unauthenticated
from shared.kernel.principal import Principal
from tests.running.http_services import http_services

PEOPLE = {
    "merchant": Principal("2", "user", frozenset({"gift_cards:read", "gift_cards:write"}), owner_id=2),
    "clerk": Principal("4", "user", frozenset({"gift_cards:read"}), owner_id=4),
    "customer": Principal("7", "user", owner_id=7),
}
Client = Callable[[str | None], httpx2.AsyncClient]


async def authenticate(token: str) -> Principal:
    if token not in PEOPLE:
        raise Unauthenticated("token_invalid", "The token is invalid.")
    return PEOPLE[token]


@pytest.fixture
def app(db: Database) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield

    router = resolve(GiftDeskHttpContainer(database=db).router)
    services = http_services(authenticate, problem_codes=PROBLEM_CODES)
    return create_application(
        HttpSettings("1.0"), [router], [], log_line=lambda _: None, lifespan=lifespan, services=services
    )


@pytest.fixture
def client(app: FastAPI) -> Client:
    def made(who: str | None) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app),
            base_url="http://shop",
            headers={"Authorization": f"Bearer {who}"} if who else {},
        )

    return made
