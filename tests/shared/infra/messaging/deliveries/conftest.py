from collections.abc import AsyncIterator

import pytest

from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, {}, pool_size=8, outbox=Outbox)
    yield made
    await made.close()
