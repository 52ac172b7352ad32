"""Real servers for the tests: one PostgreSQL and one Valkey a run, started when first asked for.

A test that asks for a database gets a new one, copied from a migrated template in about
40 ms, and its own empty Valkey databases: nothing of one test is seen by another.
"""

import os
import subprocess
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import asyncpg
import pytest
from hypothesis import settings
from redis.asyncio import Redis

from entrypoints.local.roles import OWNER, PROGRAM, url_for
from tests import servers

# How long an example takes is the machine's business.
settings.register_profile("tradepost", deadline=None)
settings.load_profile("tradepost")

_FOLDER = pytest.StashKey[Path]()
_KEEPER = pytest.StashKey[subprocess.Popen[bytes]]()


def pytest_configure(config: pytest.Config) -> None:
    workerinput: dict[str, str] | None = getattr(config, "workerinput", None)
    if workerinput is None:
        config.stash[_FOLDER] = Path(tempfile.mkdtemp(prefix="tradepost-tests-"))
        config.stash[_KEEPER] = servers.keep(config.stash[_FOLDER])
    else:
        config.stash[_FOLDER] = Path(workerinput["servers"])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: "pytest.Item") -> None:
    node.workerinput["servers"] = str(node.config.stash[_FOLDER])  # type: ignore[attr-defined]  # of xdist, untyped


def pytest_unconfigure(config: pytest.Config) -> None:
    if _KEEPER in config.stash:
        config.stash[_KEEPER].communicate()


class DatabaseUrls(NamedTuple):
    """One database as the program and as the owner of its tables see it."""

    program: str
    owner: str


class Databases:
    """Makes and drops databases of the shape that the migrations give."""

    def __init__(self, server: str, prefix: str) -> None:
        self._server = server
        self._prefix = prefix
        self._made = 0

    async def create(self, *, empty: bool = False) -> DatabaseUrls:
        """A new database: migrated, or `empty` for what tests migrations themselves."""
        self._made += 1
        name = f"{self._prefix}_{self._made}"
        template = "template1" if empty else servers.TEMPLATE
        await self._run(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {OWNER} STRATEGY FILE_COPY")
        return DatabaseUrls(url_for(self._server, PROGRAM, name), url_for(self._server, OWNER, name))

    async def drop(self, database: DatabaseUrls) -> None:
        name = database.owner.partition("?")[0].rpartition("/")[2]
        await self._run(f"DROP DATABASE {name} WITH (FORCE)")

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self._server)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def _servers(request: pytest.FixtureRequest) -> dict[str, str]:
    return servers.ask(request.config.stash[_FOLDER])


@pytest.fixture(scope="session")
def _worker() -> int:
    """The number of this xdist worker, 0 without xdist."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@pytest.fixture(scope="session")
def databases(_servers: dict[str, str], _worker: int) -> Databases:
    """For tests that want several databases, or one for longer than a test."""
    return Databases(_servers["postgres"], f"test_{_worker}")


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[DatabaseUrls]:
    """This test's own migrated database."""
    urls = await databases.create()
    yield urls
    await databases.drop(urls)


@pytest.fixture
def database_url(database: DatabaseUrls) -> str:
    """This test's database, as the role the program works as."""
    return database.program


@pytest.fixture
def owner_database_url(database: DatabaseUrls) -> str:
    """The same database, as the role that owns the tables."""
    return database.owner


@pytest.fixture
async def redis_url(_servers: dict[str, str], _worker: int) -> str:
    """An empty Valkey database for cache and counters."""
    return await _emptied(f"{_servers['redis']}/{2 * _worker}")


@pytest.fixture
async def broker_url(_servers: dict[str, str], _worker: int) -> str:
    """An empty Valkey database for the queue."""
    return await _emptied(f"{_servers['redis']}/{2 * _worker + 1}")


async def _emptied(url: str) -> str:
    client = Redis.from_url(url)
    try:
        await client.flushdb()
    finally:
        await client.aclose()
    return url
