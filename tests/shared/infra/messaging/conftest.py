from collections.abc import AsyncIterator

import asyncpg
import pytest

from shared.infra.messaging.deliveries.consumer_registry import register
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from tests.running.databases import DatabaseUrls
from tests.shared.infra.messaging import shop


@pytest.fixture
async def owner(database: DatabaseUrls) -> AsyncIterator[asyncpg.Connection]:
    """A connection that may do everything, with a table in which effects applied twice show."""
    connection = await asyncpg.connect(database.owner)
    await connection.execute(shop.EFFECTS)
    yield connection
    await connection.close()


@pytest.fixture
async def db(database: DatabaseUrls, owner: asyncpg.Connection) -> AsyncIterator[Database]:
    """The database as the program sees it, with the small shop's consumers registered."""
    made = Database(database.program, {}, pool_size=8, outbox=Outbox)
    await register(made, [each.consumer for each in shop.SUBSCRIPTIONS])
    yield made
    await made.close()
