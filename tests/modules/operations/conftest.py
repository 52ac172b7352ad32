from collections.abc import AsyncIterator, Sequence

import asyncpg
import httpx2
import pytest

from modules.operations.http_container import OperationsHttpContainer
from shared.infra.injection import override, resolve
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.module import Violation
from tests.modules.operations.sample_audit import AUDITED
from tests.modules.operations.sample_events import SUBSCRIPTIONS, Rotted, Sold, serving


@pytest.fixture
async def owner(owner_database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(owner_database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, {}, pool_size=6, outbox=Outbox)
    await register(made, [each.consumer for each in SUBSCRIPTIONS])
    yield made
    await made.close()


async def complete() -> Sequence[Violation]:
    return []


@pytest.fixture
def operations(db: Database) -> OperationsHttpContainer:
    container = OperationsHttpContainer(database=db)
    override(container.all_events, [Sold, Rotted])
    override(container.all_consumers, [each.consumer for each in SUBSCRIPTIONS])
    override(container.all_audited, AUDITED)
    override(container.deployment_warnings, complete)
    override(container.all_checks, list(resolve(container.module).checks()))
    return container


@pytest.fixture
async def http(operations: OperationsHttpContainer) -> AsyncIterator[httpx2.AsyncClient]:
    async with serving(operations) as client:
        yield client
