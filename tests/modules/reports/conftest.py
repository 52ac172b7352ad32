from collections.abc import AsyncIterator

import pytest

from modules.inventory.public import ProductLine
from shared.infra.sql.database import Database
from tests.modules.reports.bookshop import Bookshop, database, noon


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = database(database_url)
    made.clock_shift = noon()
    yield made
    await made.close()


@pytest.fixture
async def shop(db: Database) -> Bookshop:
    """A thousand TEA at 1.00, POT at 9.00, ten CUP at 2.50; reports listen, and have counted all of before."""
    made = Bookshop(db)
    await made.stock(
        ProductLine("TEA", "Tea", 100, 1000, 2000),
        ProductLine("POT", "Pot", 900, 1000, 500),
        ProductLine("CUP", "Cup", 250, 10, 0),
    )
    await made.listen()
    await made.keep()
    return made
