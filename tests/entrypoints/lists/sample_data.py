"""Opens a program with data in every list, and three users."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import asyncpg

from entrypoints.api_program import ApiProgram
from modules.users.http_container import UsersHttpContainer
from shared.infra.cache.read_through import NoCache
from shared.infra.injection import override
from shared.kernel.principal import Principal
from tests.entrypoints.lists.list_samples import Singles
from tests.entrypoints.lists.world import PEOPLE, World
from tests.module_samples import all_samples
from tests.modules.users.plain_crypto import PlainHasher
from tests.running.databases import DatabaseUrls
from tests.running.program_app import program_app
from tests.settings import settings_of

COPIED = 100_000
"""Numbers from here on were not used by the world that a copy was made of."""


async def authenticate(token: str) -> Principal:
    return PEOPLE[token]


async def fill(world: World) -> Singles:
    """Create at least one row for every list."""
    singles: dict[str, str | tuple[str, str]] = {}
    for samples in all_samples():
        singles |= await samples.lists.fill(world)
    return singles


@asynccontextmanager
async def opened(urls: DatabaseUrls, filled: Singles | None = None) -> AsyncIterator[World]:
    """The program with its own database and empty caches.

    `filled`: the single resources in a copy of a prepared database.
    """
    more = {"TRADEPOST_RATE_LIMITS": "off", "TRADEPOST_MAX_UNPAID_ORDERS": "0"}
    container = ApiProgram(partial(settings_of, urls.program, **more), "test")
    override(container.of(UsersHttpContainer).hasher, PlainHasher())
    override(container.process.cache, NoCache())
    override(container.process.authenticate, authenticate)
    owner = await asyncpg.connect(urls.owner)
    try:
        world = World(program_app(container), owner, COPIED if filled else 1)
        world.singles_at = filled or await fill(world)
        yield world
    finally:
        await owner.close()
        await container.close()
