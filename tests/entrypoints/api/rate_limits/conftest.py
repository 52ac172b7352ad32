"""Processes of the API that share rate limits."""

from collections.abc import AsyncIterator
from functools import partial

import pytest

from entrypoints.api_program import ApiProgram
from modules.users.http_container import UsersHttpContainer
from shared.infra.cache.rate_counter import RateCounter
from shared.infra.injection import override
from tests.entrypoints.api.rate_limits.limited_process import RATES, Process, Start, authenticate
from tests.modules.users.plain_crypto import PlainHasher
from tests.settings import settings_of


@pytest.fixture
async def start(database_url: str, redis_url: str) -> AsyncIterator[Start]:
    """Start processes with one database and one Valkey."""
    rates = {f"TRADEPOST_RATE_LIMIT_{name}": rate for name, rate in RATES.items()}
    containers: list[ApiProgram] = []

    def starting(counter: RateCounter | None = None, **settings: str) -> Process:
        chosen = {**rates, **{f"TRADEPOST_{name}": value for name, value in settings.items()}}
        container = ApiProgram(partial(settings_of, database_url, redis_url, **chosen), "test")
        override(container.process.authenticate, authenticate)
        override(container.of(UsersHttpContainer).hasher, PlainHasher())
        if counter:
            override(container.process.counter, counter)
        containers.append(container)
        return Process(container)

    yield starting
    for container in containers:
        await container.close()


@pytest.fixture
def process(start: Start) -> Process:
    return start()
