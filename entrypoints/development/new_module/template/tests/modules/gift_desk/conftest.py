"""Fixtures: the store of gift_desk in memory and on a real database."""

from collections.abc import AsyncIterator

import pytest

from modules.gift_desk.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.gift_desk.adapters.outbound.sql.gift_cards import SqlGiftCardQueries
from modules.gift_desk.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from tests.modules.gift_desk.in_memory import InMemoryStore


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, CONSTRAINTS, pool_size=4, outbox=Outbox)
    yield made
    await made.close()


class SqlStore:
    def __init__(self, db: Database) -> None:
        self.begin = SqlUnitOfWorkFactory(db).begin
        self.queries = SqlGiftCardQueries(db)


@pytest.fixture
def memory() -> InMemoryStore:
    return InMemoryStore()


@pytest.fixture(params=["memory", "sql"])
def store(request: pytest.FixtureRequest, memory: InMemoryStore) -> InMemoryStore | SqlStore:
    if request.param == "memory":
        return memory
    return SqlStore(request.getfixturevalue("db"))
