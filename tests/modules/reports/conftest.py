from collections.abc import AsyncIterator

import pytest

from modules.inventory.public import ProductLine
from shared.infra.sql.database import Database
from tests.modules.reports.report_shop import ReportShop, database
from tests.modules.reports.shop_time import until_noon


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = database(database_url)
    made.clock_shift = until_noon()
    yield made
    await made.close()


@pytest.fixture
async def shop(db: Database) -> ReportShop:
    """A thousand TEA at 1.00, POT at 9.00, ten CUP at 2.50; reports are subscribed and up to date."""
    made = ReportShop(db)
    await made.stock(
        ProductLine("TEA", "Tea", 100, 1000, 2000),
        ProductLine("POT", "Pot", 900, 1000, 500),
        ProductLine("CUP", "Cup", 250, 10, 0),
    )
    await made.subscribe()
    await made.run_jobs()
    return made
