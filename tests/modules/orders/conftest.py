"""Orders alone on a real database: its neighbours are the twins of its ports."""

from collections.abc import AsyncIterator

import pytest

from modules.orders.adapters.outbound.sql.constraints import CONSTRAINTS
from modules.orders.adapters.outbound.sql.unit_of_work import SqlUnitOfWorkFactory
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from tests.modules.orders.memory import Memory
from tests.modules.orders.shop import Placing, placing
from tests.modules.orders.twins import CustomersTwin, StockTwin


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, CONSTRAINTS, pool_size=8, outbox=Outbox)
    yield made
    await made.close()


@pytest.fixture
def transactions(db: Database) -> SqlUnitOfWorkFactory:
    return SqlUnitOfWorkFactory(db)


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def stock() -> StockTwin:
    made = StockTwin()
    made.sell("TEA", 10, price_cents=255)
    made.sell("POT", 5, price_cents=1999)
    return made


@pytest.fixture
def customers() -> CustomersTwin:
    return CustomersTwin(7, 8)


@pytest.fixture
def shop(transactions: SqlUnitOfWorkFactory, stock: StockTwin, customers: CustomersTwin) -> Placing:
    """Placement on the real database."""
    return placing(transactions.begin, stock, customers)
