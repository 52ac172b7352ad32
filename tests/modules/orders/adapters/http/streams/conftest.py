"""The orders module served on loopback, with a short polling interval of streams."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from dependency_injector import providers
from fastapi import FastAPI

from modules.orders.http_container import OrdersHttpContainer
from shared.infra.cache.sliding_window import InMemorySlidingWindow
from shared.infra.http.access.rate_limit import RateLimiter
from shared.infra.http.app import HttpServices, HttpSettings, create_application
from shared.infra.http.streams.event_stream import OpenStreams
from shared.infra.http.streams.tickets import Tickets
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.orders import promotions
from tests.modules.orders.adapters.http.conftest import CODES, RATES
from tests.modules.orders.adapters.http.streams.stream_client import FakeAuthenticator, StreamClient
from tests.modules.orders.in_memory.other_modules import FakeCustomers, InMemoryStock
from tests.modules.orders.shop import POLICY
from tests.running.http_server import served
from tests.running.http_services import http_services

Listen = Callable[[str | None], StreamClient]


class Clock:
    """Unix time, moved by hand."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def authenticator() -> FakeAuthenticator:
    return FakeAuthenticator()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log() -> list[dict[str, object]]:
    return []


@pytest.fixture
def streams() -> OpenStreams:
    return OpenStreams(max_streams=3, poll_seconds=0.02, heartbeat_seconds=0.1)


@pytest.fixture
def container(
    db: Database,
    stock: InMemoryStock,
    customers: FakeCustomers,
    streams: OpenStreams,
) -> OrdersHttpContainer:
    stock.sell("LOTS", 1000)
    return OrdersHttpContainer(
        promotions=promotions.API,
        database=db,
        policy=replace(POLICY, max_unpaid_orders=0),
        stock=providers.Object(stock),
        customers=providers.Object(customers),
        streams=providers.Object(streams),
        inventory=object(),
        users=object(),
    )


@pytest.fixture
def services(authenticator: FakeAuthenticator, clock: Clock) -> HttpServices:
    return http_services(
        authenticator,
        RateLimiter(InMemorySlidingWindow(), RATES),
        tickets=Tickets(["t" * 32], authenticator, clock),
        problem_codes=CODES,
    )


@pytest.fixture
def app(container: OrdersHttpContainer, services: HttpServices, log: list[dict[str, object]]) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield

    return create_application(
        HttpSettings("1.0"),
        [resolve(container.router)],
        [],
        log_line=lambda line: log.append(dict(line)),
        lifespan=lifespan,
        services=services,
    )


@pytest.fixture
async def address(app: FastAPI, streams: OpenStreams) -> AsyncIterator[str]:
    async with served(app) as found:
        yield found
        streams.close()


@pytest.fixture
async def listen(address: str) -> AsyncIterator[Listen]:
    made: list[StreamClient] = []

    def one(who: str | None) -> StreamClient:
        made.append(StreamClient(address, who))
        return made[-1]

    yield one
    for listener in made:
        await listener.http.aclose()
