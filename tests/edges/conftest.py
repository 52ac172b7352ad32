from collections.abc import AsyncIterator

import pytest

from tests.databases import Databases
from tests.edges.principals import furnish, introduce
from tests.edges.shop import Shop, opened


@pytest.fixture(scope="session")
async def shop(databases: Databases, _servers: dict[str, str], _worker: int) -> AsyncIterator[Shop]:
    """A shop with everybody in it, for all tests that need one: none of them may depend on another."""
    database = await databases.create()
    async with opened(database, f"{_servers['redis']}/{2 * _worker}") as shop:
        await introduce(shop)
        yield shop
    await databases.drop(database)


@pytest.fixture(scope="session")
async def laboratory(databases: Databases, _servers: dict[str, str], _worker: int) -> AsyncIterator[Shop]:
    """A shop to be ill-treated: with one of everything, and whatever was sent to it before."""
    database = await databases.create()
    async with opened(database, f"{_servers['redis']}/{2 * _worker}") as shop:
        await furnish(shop)
        yield shop
    await databases.drop(database)
