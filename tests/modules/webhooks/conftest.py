from collections.abc import AsyncIterator

import pytest

from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from tests.modules.webhooks.receiver import Receiver
from tests.modules.webhooks.webhooks_app import WebhooksApp


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, {}, pool_size=10, outbox=Outbox)
    yield made
    await made.close()


@pytest.fixture
async def app(db: Database) -> WebhooksApp:
    made = WebhooksApp(db)
    await made.open()
    return made


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as made:
        yield made
