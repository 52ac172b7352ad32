"""Fixtures: orders on a real database, with in-memory fakes of its ports to other modules."""

from collections.abc import AsyncIterator

import pytest

from modules.orders.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.orders.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from tests.modules.orders import promotions
from tests.modules.orders.in_memory.other_modules import FakeCustomers, InMemoryStock
from tests.modules.orders.in_memory.store import InMemoryStore
from tests.modules.orders.shop import OrderPlacement, order_placement


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, {**CONSTRAINTS, **promotions.CONSTRAINTS}, pool_size=8, outbox=Outbox)
    yield made
    await made.close()


@pytest.fixture
def transactions(db: Database) -> SqlUnitOfWorkFactory:
    return SqlUnitOfWorkFactory(db)


@pytest.fixture
def memory() -> InMemoryStore:
    return InMemoryStore()


@pytest.fixture
def stock() -> InMemoryStock:
    made = InMemoryStock()
    made.sell("TEA", 10, price_cents=255)
    made.sell("POT", 5, price_cents=1999)
    return made


@pytest.fixture
def customers() -> FakeCustomers:
    return FakeCustomers(7, 8)


@pytest.fixture
def shop(transactions: SqlUnitOfWorkFactory, stock: InMemoryStock, customers: FakeCustomers) -> OrderPlacement:
    """Placement on the real database."""
    return order_placement(transactions.begin_batch, stock, customers)
