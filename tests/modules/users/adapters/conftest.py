from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from modules.users.adapters.outbound.sql.api_keys import SqlApiKeyQueries
from modules.users.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.users.adapters.outbound.sql.identities import SqlIdentityQueries
from modules.users.adapters.outbound.sql.sessions import SqlSessionQueries
from modules.users.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from modules.users.adapters.outbound.sql.user_queries import SqlUserQueries
from modules.users.ports.api_keys import ApiKeyQueries
from modules.users.ports.identities import IdentityQueries
from modules.users.ports.sessions import SessionQueries
from modules.users.ports.unit_of_work import Begin, Join
from modules.users.ports.user_queries import UserQueries
from shared.infra.cache.sliding_window import InMemorySlidingWindow
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from tests.modules.users.adapters.users_app import UsersApp
from tests.modules.users.in_memory import InMemoryApiKeyQueries, InMemorySessionQueries, InMemoryUsers


@dataclass(frozen=True)
class Ports:
    """The module's ports over one store, real or in memory."""

    begin: Begin
    join: Join
    user_queries: UserQueries
    key_queries: ApiKeyQueries
    session_queries: SessionQueries
    identities: IdentityQueries
    pass_time: Callable[..., None]


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, CONSTRAINTS, pool_size=8, outbox=Outbox)
    yield made
    await made.close()


@pytest.fixture(params=["sql", "in_memory"])
def ports(request: pytest.FixtureRequest) -> Ports:
    """Each contract test runs against both implementations."""
    if request.param == "in_memory":
        in_memory = InMemoryUsers()
        return Ports(
            in_memory.begin,
            in_memory.join,
            in_memory,
            InMemoryApiKeyQueries(in_memory),
            InMemorySessionQueries(in_memory),
            in_memory,
            in_memory.pass_time,
        )
    database: Database = request.getfixturevalue("db")

    def pass_time(**span: float) -> None:
        database.clock_shift += timedelta(**span)

    unit_of_work_factory = SqlUnitOfWorkFactory(database)
    return Ports(
        unit_of_work_factory.begin,
        unit_of_work_factory.join,
        SqlUserQueries(database),
        SqlApiKeyQueries(database),
        SqlSessionQueries(database),
        SqlIdentityQueries(database),
        pass_time,
    )


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[UsersApp]:
    """The application without rate limits."""
    made = UsersApp(database_url)
    yield made
    await made.database.close()


@pytest.fixture
async def rate_limited_app(database_url: str) -> AsyncIterator[UsersApp]:
    """The application with production's rate limits."""
    made = UsersApp(database_url, InMemorySlidingWindow())
    yield made
    await made.database.close()
