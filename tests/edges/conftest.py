from collections.abc import AsyncIterator

import pytest

from tests.edges.access.principals import furnish, introduce
from tests.edges.open_shop import opened
from tests.edges.shop import Shop
from tests.running.databases import Databases


@pytest.fixture(scope="session")
async def shop(databases: Databases, _servers: dict[str, str], _worker: int) -> AsyncIterator[Shop]:
    """A shop with all principals, shared by all tests, which must not depend on each other."""
    database = await databases.create()
    async with opened(database, f"{_servers['redis']}/{2 * _worker}") as shop:
        await introduce(shop)
        yield shop
    await databases.drop(database)


@pytest.fixture(scope="session")
async def laboratory(databases: Databases, _servers: dict[str, str], _worker: int) -> AsyncIterator[Shop]:
    """A shop with one of each resource, for destructive tests."""
    database = await databases.create()
    async with opened(database, f"{_servers['redis']}/{2 * _worker}") as shop:
        await furnish(shop)
        yield shop
    await databases.drop(database)
