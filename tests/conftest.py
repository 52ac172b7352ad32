"""Shared fixtures: one PostgreSQL and one Valkey per run, started on first use.

A test that requests a database gets a freshly migrated one, and its own empty Valkey databases. Tests do not see each
other's data.
"""

import gc
import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import settings
from redis.asyncio import Redis

from tests.running import servers
from tests.running.databases import Databases, DatabaseUrls

# How long an example takes is the machine's business; and wherever a run is, it is the same run.
settings.register_profile("tradepost", deadline=None, derandomize=False)
settings.load_profile("tradepost")

_FOLDER = pytest.StashKey[Path]()
_SERVER_PROCESS = pytest.StashKey[subprocess.Popen[bytes]]()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more worker than processors, because some tests wait for processes."""
    return (os.cpu_count() or 1) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run what is marked `long`, and only that")
    parser.addoption("--seed", type=int, help="of the attacks that draw what they try: repeats one")
    parser.addoption("--write-docs", action="store_true", help="rewrite the lists of files in docs/walkthrough.md")
    parser.addoption("--shop-data", type=Path, help="folder of a real shop's files, for the tests of them")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect long tests without `--long`."""
    wanted = config.getoption("long")
    others = [item for item in items if (item.get_closest_marker("long") is not None) != wanted]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in set(others)]


def pytest_collection_finish() -> None:
    """Exclude loaded objects from garbage collection, which took a fifth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_configure(config: pytest.Config) -> None:
    workerinput: dict[str, str] | None = getattr(config, "workerinput", None)
    if workerinput is None:
        config.stash[_FOLDER] = servers.new_folder()
        config.stash[_SERVER_PROCESS] = servers.start_server_process(config.stash[_FOLDER])
    else:
        config.stash[_FOLDER] = Path(workerinput["servers"])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: "pytest.Item") -> None:
    node.workerinput["servers"] = str(node.config.stash[_FOLDER])  # type: ignore[attr-defined]  # of xdist, untyped


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the random seed, because `-q` hides the header that contains it."""
    seed = config.getoption("randomly_seed", None)
    if seed is not None:
        terminalreporter.write_line(f"repeat this order with ARGS='--randomly-seed={seed}'")


def pytest_unconfigure(config: pytest.Config) -> None:
    if _SERVER_PROCESS in config.stash:
        config.stash[_SERVER_PROCESS].communicate()


@pytest.fixture(scope="session")
def _servers(request: pytest.FixtureRequest) -> dict[str, str]:
    return servers.ask(request.config.stash[_FOLDER])


@pytest.fixture(scope="session")
def _worker() -> int:
    """The number of this xdist worker, 0 without xdist."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@pytest.fixture(scope="session")
def databases(_servers: dict[str, str], _worker: int) -> Databases:
    """For tests that need several databases, or one for longer than a test."""
    return Databases(_servers["postgres"], f"test_{_worker}")


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[DatabaseUrls]:
    """This test's own migrated database."""
    urls = await databases.borrow()
    yield urls
    await databases.give_back(urls)


@pytest.fixture
def database_url(database: DatabaseUrls) -> str:
    """This test's database, with the program's role."""
    return database.program


@pytest.fixture
def owner_database_url(database: DatabaseUrls) -> str:
    """This test's database, with the role that owns the tables."""
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
