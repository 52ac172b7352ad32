from collections.abc import AsyncIterator

import pytest

from tests.entrypoints.lists.list_samples import Singles
from tests.entrypoints.lists.sample_data import opened
from tests.entrypoints.lists.world import World
from tests.running.databases import Databases, DatabaseUrls

Begun = tuple[DatabaseUrls, Singles]


@pytest.fixture(scope="package")
async def begun(databases: Databases) -> AsyncIterator[Begun]:
    """A database with one object of every kind, to be copied."""
    urls = await databases.create()
    async with opened(urls) as world:
        singles = world.singles_at
    yield urls, singles
    await databases.drop(urls)


@pytest.fixture(scope="package")
async def world(databases: Databases, begun: Begun) -> AsyncIterator[World]:
    """A database shared by all tests here: lists only grow, and no test depends on their length."""
    urls = await databases.create(like=begun[0])
    async with opened(urls, begun[1]) as world:
        yield world
    await databases.drop(urls)


@pytest.fixture
async def untouched(databases: Databases, begun: Begun) -> AsyncIterator[World]:
    """A separate database, for tests that depend on its contents."""
    urls = await databases.create(like=begun[0])
    async with opened(urls, begun[1]) as world:
        yield world
    await databases.drop(urls)
