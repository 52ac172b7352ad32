"""The routes of orders over a real database, with clients for several principals."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx2
import pytest
from dependency_injector import providers
from fastapi import APIRouter, FastAPI

from modules.inventory.adapters.inbound.http.problem_codes import PROBLEM_CODES as INVENTORY_CODES
from modules.orders.adapters.inbound.http.problem_codes import PROBLEM_CODES
from modules.orders.http_container import OrdersHttpContainer
from modules.promotions.adapters.inbound.http.problem_codes import PROBLEM_CODES as PROMOTIONS_CODES
from shared.infra.cache.sliding_window import InMemorySlidingWindow
from shared.infra.http.access.rate_limit import RateLimiter
from shared.infra.http.app import HttpServices, HttpSettings, create_application
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from shared.kernel.errors import Unauthenticated
from shared.kernel.principal import Authenticate, Principal
from tests.modules.orders import promotions
from tests.modules.orders.in_memory.other_modules import FakeCustomers, InMemoryStock
from tests.modules.orders.shop import CLIENT, CUSTOMER, MANAGER, OTHER, POLICY, STAFF, WAREHOUSE, guest_tokens
from tests.running.http_services import http_services

CODES = (*PROBLEM_CODES, *INVENTORY_CODES, *PROMOTIONS_CODES)
"""Orders responds with codes of the modules that it asks."""

RATES = {
    **dict.fromkeys(("default", "client", "anonymous", "provider"), "9999/60"),
    "coupon": "2/60",
    "token": "6/60",
}
PEOPLE = {
    "customer": CUSTOMER,
    "other": OTHER,
    "client": CLIENT,
    "staff": STAFF,
    "warehouse": WAREHOUSE,
    "manager": MANAGER,
}
Client = Callable[[str | None], httpx2.AsyncClient]


@pytest.fixture
def container(db: Database, stock: InMemoryStock, customers: FakeCustomers) -> OrdersHttpContainer:
    return container_over(db, stock, customers)


def container_over(db: Database, stock: InMemoryStock, customers: FakeCustomers) -> OrdersHttpContainer:
    """The module as one process has it."""
    return OrdersHttpContainer(
        promotions=promotions.API,
        database=db,
        policy=replace(POLICY, max_unpaid_orders=0),
        stock=providers.Object(stock),
        customers=providers.Object(customers),
        inventory=object(),
        users=object(),
    )


async def authenticate(token: str) -> Principal:
    if token.startswith("ot_"):
        return await guest_tokens(POLICY).authenticate(token)
    if token not in PEOPLE:
        raise Unauthenticated("token_invalid", "The token is invalid.")
    return PEOPLE[token]


@pytest.fixture
def services() -> HttpServices:
    return services_of(authenticate)


def services_of(authenticate: Authenticate) -> HttpServices:
    return http_services(authenticate, RateLimiter(InMemorySlidingWindow(), RATES), problem_codes=CODES)


@pytest.fixture
def app(container: OrdersHttpContainer, services: HttpServices) -> FastAPI:
    return app_of(container, services)


def app_of(container: OrdersHttpContainer, services: HttpServices, *more: APIRouter) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield

    return create_application(
        HttpSettings("1.0"),
        [resolve(container.router), *more],
        [],
        log_line=lambda _: None,
        lifespan=lifespan,
        services=services,
    )


@pytest.fixture
def client(app: FastAPI) -> Client:
    return client_of(app)


def client_of(app: FastAPI) -> Client:
    def made(who: str | None) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app),
            base_url="http://shop",
            headers={"Authorization": f"Bearer {who}"} if who else {},
        )

    return made
