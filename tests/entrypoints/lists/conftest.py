from collections.abc import AsyncIterator

import pytest

from tests.databases import Databases
from tests.entrypoints.lists.world import World, opened


@pytest.fixture(scope="package")
async def world(databases: Databases) -> AsyncIterator[World]:
    """One world for all tests here: lists only grow, and no test counts on their length."""
    urls = await databases.create()
    async with opened(urls) as world:
        yield world
    await databases.drop(urls)
