from collections.abc import AsyncIterator

import pytest

from tests.entrypoints.lists.rows import Ones
from tests.entrypoints.lists.sample_data import World, opened
from tests.running.databases import Databases, DatabaseUrls

Begun = tuple[DatabaseUrls, Ones]


@pytest.fixture(scope="package")
async def begun(databases: Databases) -> AsyncIterator[Begun]:
    """A database with one object of every kind, to be copied."""
    urls = await databases.create()
    async with opened(urls) as world:
        ones = world.ones
    yield urls, ones
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
