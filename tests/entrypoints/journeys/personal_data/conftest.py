"""The whole program, and a receiver of its webhooks."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from entrypoints.api_program import ApiProgram
from modules.users.application.accounts.create_first_admin import CreateFirstAdminCommand
from modules.users.http_container import UsersHttpContainer
from shared.infra.injection import resolve
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.kernel.events import EventMetadata
from shared.kernel.principal import SYSTEM
from tests.entrypoints.journeys.personal_data.customer_history import PASSWORD, Program
from tests.modules.webhooks.receiver import Receiver
from tests.running.databases import DatabaseUrls
from tests.running.program_app import program_app
from tests.settings import settings_of


@pytest.fixture
async def program(database: DatabaseUrls, redis_url: str, broker_url: str, tmp_path: Path) -> AsyncIterator[Program]:
    more = {"TRADEPOST_BROKER_URL": broker_url, "TRADEPOST_RATE_LIMITS": "off", "TRADEPOST_HOME": str(tmp_path)}
    container = ApiProgram(partial(settings_of, database.program, redis_url, **more), "test")
    await register(container.database(), container.consumers())
    admin = CreateFirstAdminCommand(
        principal=SYSTEM,
        metadata=EventMetadata("operator", "r"),
        email="boss@example.com",
        username="boss",
        password=PASSWORD,
    )
    await resolve(container.of(UsersHttpContainer).create_first_admin)(admin)

    app = program_app(container)
    yield Program(container, app, database.owner)
    await container.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as made:
        yield made
