"""The routes of inventory over a real database, called by several principals."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from modules.inventory.adapters.inbound.http.problem_codes import PROBLEM_CODES
from modules.inventory.http_container import InventoryHttpContainer
from modules.inventory.public import InventoryPolicy
from shared.infra.http.app import HttpSettings, create_application
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from shared.kernel.errors import Unauthenticated
from shared.kernel.principal import Principal
from tests.running.http_services import http_services

MANAGER = frozenset({"catalog:write", "inventory:read", "inventory:write"})
PEOPLE = {
    "manager": Principal("1", "user", MANAGER, 1),
    "reader": Principal("2", "user", frozenset({"inventory:read"}), 2),
    "customer": Principal("3", "user", frozenset(), 3),
}
Client = Callable[[str | None], httpx2.AsyncClient]


async def authenticate(token: str) -> Principal:
    if token not in PEOPLE:
        raise Unauthenticated("token_invalid", "The token is invalid.")
    return PEOPLE[token]


def inventory(db: Database, **policy: Any) -> InventoryHttpContainer:
    policy_ = InventoryPolicy(public_availability_cap=10, **policy)
    return InventoryHttpContainer(database=db, policy=policy_)


def client_of(container: InventoryHttpContainer, *, keys_required: bool = False) -> Client:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield

    services = http_services(authenticate, keys_required=keys_required, problem_codes=PROBLEM_CODES)
    app = create_application(
        HttpSettings("1.0"),
        [resolve(container.router)],
        [],
        log_line=lambda _: None,
        lifespan=lifespan,
        services=services,
    )

    def made(who: str | None) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app),
            base_url="http://shop",
            headers={"Authorization": f"Bearer {who}"} if who else {},
        )

    return made


@pytest.fixture
async def container(db: Database, tmp_path: Path) -> AsyncIterator[InventoryHttpContainer]:
    made = inventory(db, picture_storage_url=(tmp_path / "media").as_uri())
    yield made
    await resolve(made.image_renderer).close()


@pytest.fixture
def client(container: InventoryHttpContainer) -> Client:
    return client_of(container)


@pytest.fixture
def strict(db: Database) -> httpx2.AsyncClient:
    """A manager's client of a shop that requires idempotency keys."""
    return client_of(inventory(db), keys_required=True)("manager")


@pytest.fixture
def manager(client: Client) -> httpx2.AsyncClient:
    return client("manager")


@pytest.fixture
def stranger(client: Client) -> httpx2.AsyncClient:
    return client(None)
