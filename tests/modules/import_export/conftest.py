from collections.abc import AsyncIterator

import pytest

from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from tests.modules.import_export.import_export_app import ImportExportApp


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, {}, pool_size=10, outbox=Outbox)
    yield made
    await made.close()


@pytest.fixture
async def app(db: Database) -> ImportExportApp:
    made = ImportExportApp(db)
    await made.open()
    return made
