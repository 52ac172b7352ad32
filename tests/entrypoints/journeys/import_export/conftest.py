"""The whole program, and staff who import and export."""

from collections.abc import AsyncIterator
from functools import partial

import httpx2
import pytest

from entrypoints.api_program import ApiProgram
from modules.import_export.http_container import ImportExportHttpContainer
from shared.infra.injection import override
from shared.kernel.principal import Principal
from tests.entrypoints.journeys.import_export.import_shop import STAFF, Shop
from tests.running.program_app import program_app
from tests.settings import settings_of


@pytest.fixture
async def program(database_url: str, redis_url: str) -> AsyncIterator[ApiProgram]:
    container = ApiProgram(partial(settings_of, database_url, redis_url, TRADEPOST_RATE_LIMITS="off"), "test")
    yield container
    await container.close()


@pytest.fixture
async def shop(program: ApiProgram) -> AsyncIterator[Shop]:
    async def authenticate(_: str) -> Principal:
        return made.caller

    async def resolve_principal(_: str) -> Principal:
        return STAFF

    override(program.process.authenticate, authenticate)
    override(program.of(ImportExportHttpContainer).users_resolve_principal, resolve_principal)
    app = program_app(program)
    headers = {"Authorization": "Bearer staff"}
    transport = httpx2.ASGITransport(app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop", headers=headers) as client:
        made = Shop(program, client)
        yield made
