from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from tests.databases import Databases
from tests.entrypoints.lists.world import World, opened


@pytest.fixture(scope="package", autouse=True)
def _logs_as_before() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture(scope="package")
async def world(databases: Databases) -> AsyncIterator[World]:
    """One world for all tests here: lists only grow, and no test counts on their length."""
    urls = await databases.create()
    async with opened(urls) as world:
        yield world
    await databases.drop(urls)
