from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from modules.users.adapters.outbound.sql.api_keys import SqlApiKeyDirectory
from modules.users.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.users.adapters.outbound.sql.identities import SqlIdentities
from modules.users.adapters.outbound.sql.sessions import SqlSessionDirectory
from modules.users.adapters.outbound.sql.unit_of_work import SqlUnitsOfWork
from modules.users.adapters.outbound.sql.user_queries import SqlDirectory
from modules.users.ports.api_keys import ApiKeyDirectory
from modules.users.ports.identities import Identities
from modules.users.ports.sessions import SessionDirectory
from modules.users.ports.unit_of_work import Begin, Join
from modules.users.ports.user_queries import Directory
from shared.infra.cache.rate_counter import InMemoryRateCounter
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from tests.modules.users.adapters.shop import UserShop
from tests.modules.users.twins import TwinApiKeyDirectory, Twins, TwinSessionDirectory


@dataclass(frozen=True)
class Ports:
    """The module's ports over one store, real or in memory."""

    begin: Begin
    join: Join
    directory: Directory
    key_directory: ApiKeyDirectory
    session_directory: SessionDirectory
    identities: Identities
    pass_time: Callable[..., None]


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, CONSTRAINTS, pool_size=8, outbox=Outbox)
    yield made
    await made.close()


@pytest.fixture(params=["sql", "twin"])
def ports(request: pytest.FixtureRequest) -> Ports:
    """Every contract is held by both."""
    if request.param == "twin":
        twins = Twins()
        return Ports(
            twins.begin,
            twins.join,
            twins,
            TwinApiKeyDirectory(twins),
            TwinSessionDirectory(twins),
            twins,
            twins.pass_time,
        )
    database: Database = request.getfixturevalue("db")

    def pass_time(**span: float) -> None:
        database.clock_shift += timedelta(**span)

    units = SqlUnitsOfWork(database)
    return Ports(
        units.begin,
        units.join,
        SqlDirectory(database),
        SqlApiKeyDirectory(database),
        SqlSessionDirectory(database),
        SqlIdentities(database),
        pass_time,
    )


@pytest.fixture
async def shop(database_url: str) -> AsyncIterator[UserShop]:
    """A shop with rate limits off."""
    made = UserShop(database_url)
    yield made
    await made.database.close()


@pytest.fixture
async def limited_shop(database_url: str) -> AsyncIterator[UserShop]:
    """A shop with production's rate limits."""
    made = UserShop(database_url, InMemoryRateCounter())
    yield made
    await made.database.close()
