from collections.abc import AsyncIterator

import pytest

from modules.inventory.adapters.outbound.sql.constraints import CONSTRAINTS
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from tests.modules.inventory import stores
from tests.modules.inventory.warehouse import Warehouse


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, CONSTRAINTS, pool_size=10, outbox=Outbox)
    yield made
    await made.close()


@pytest.fixture(params=["sql", "in_memory"])
def warehouse(request: pytest.FixtureRequest) -> Warehouse:
    """Both stores fulfill the same contract."""
    if request.param == "in_memory":
        return stores.in_memory()[0]
    return stores.in_sql(request.getfixturevalue("db"))
