"""The embedded servers: durable, restarted when they die, stopped at the end of the run."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from entrypoints.configuration.environment import load
from entrypoints.development.processes.data_directory import DataDirectory
from entrypoints.development.processes.process_registry import RegisteredProcess
from entrypoints.development.servers.infrastructure import Infrastructure, Servers
from entrypoints.development.servers.postgres import PostgresStartError, postmaster_pid, start_postgres
from entrypoints.development.supervisor.stale_processes import stop_everything
from entrypoints.schema.revision import newest_revision
from tests.running.databases import Databases
from tests.settings import settings_of
from tests.timeouts import TIMEOUT_SECONDS

KILLED_RUN = """
import asyncio, os, pathlib, signal, sys
from entrypoints.configuration.environment import load
from entrypoints.development.processes.data_directory import DataDirectory
from entrypoints.development.servers.infrastructure import Infrastructure

async def run():
    settings = load({}, servers_pending=True)
    home = DataDirectory(pathlib.Path(sys.argv[1]))
    home.lock()
    await Infrastructure(settings, home, print).start()
    await asyncio.sleep(0.2)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(run())
"""

pytestmark = [pytest.mark.process, pytest.mark.timeout(120)]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not pytest's folder: a concurrent run removes other users' access to it, including PostgreSQL's."""
    with TemporaryDirectory(prefix="tradepost-home-") as folder:
        yield Path(folder)


@pytest.fixture
def home(folder: Path) -> DataDirectory:
    home = DataDirectory(folder / "home")
    home.lock()
    return home


@pytest.fixture
async def infrastructure(home: DataDirectory) -> AsyncIterator[Infrastructure]:
    infrastructure = Infrastructure(load({}, servers_pending=True), home, print)
    yield infrastructure
    await infrastructure.stop()


async def test_the_servers_restart_with_their_data(infrastructure: Infrastructure, home: DataDirectory) -> None:
    servers = await infrastructure.start()
    await remember(servers)
    os.kill(postmaster_pid(home.postgres) or 0, signal.SIGQUIT)
    valkey = entry_of("valkey", home)
    await asyncio.sleep(1.1)  # the append-only file reaches the disk every second
    os.kill(valkey.pid, signal.SIGKILL)
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not await remembers(servers):
            await asyncio.sleep(0.05)

    await infrastructure.stop()
    assert postmaster_pid(home.postgres) is None
    assert home.process_registry.entries() == []


async def test_external_servers_are_used_and_only_migrated(
    home: DataDirectory, databases: Databases, redis_url: str
) -> None:
    database = await databases.create(empty=True)
    settings = settings_of(database.program, redis_url, TRADEPOST_MIGRATION_DATABASE_URL=database.owner)
    infrastructure = Infrastructure(settings, home, print)
    servers = await infrastructure.start()
    assert servers == Servers(database.program, database.owner, redis_url, redis_url)
    assert home.process_registry.entries() == []
    assert not home.postgres.exists()
    owner = await asyncpg.connect(database.owner)
    assert await owner.fetchval("SELECT version_num FROM alembic_version") == newest_revision()
    await owner.close()
    await infrastructure.stop()
    await databases.drop(database)


def test_servers_of_a_killed_run_are_stopped(folder: Path) -> None:
    home = DataDirectory(folder / "home")
    run = subprocess.run([sys.executable, "-c", KILLED_RUN, home.folder], check=False)
    assert run.returncode == -signal.SIGKILL
    left = [entry for entry in home.process_registry.entries() if entry.is_alive]
    assert [entry.part for entry in left] == ["valkey"]
    assert postmaster_pid(home.postgres) is not None

    assert stop_everything(home.folder) == ["valkey", "postgres"]

    assert postmaster_pid(home.postgres) is None
    assert not any(entry.is_alive for entry in left)
    assert stop_everything(home.folder) == []


def test_a_server_that_cannot_start_names_its_log(folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(PostgresStartError, match="postgres/log"):
        start_postgres(folder / "postgres")


def test_a_stale_pid_file_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\n{tmp_path}\n")
    assert postmaster_pid(tmp_path) is None


def entry_of(part: str, home: DataDirectory) -> RegisteredProcess:
    return next(entry for entry in home.process_registry.entries() if entry.part == part)


async def remember(servers: Servers) -> None:
    owner = await asyncpg.connect(servers.owner_database)
    await owner.execute("CREATE TABLE memory (it int); INSERT INTO memory VALUES (42)")
    await owner.close()
    async with Redis.from_url(servers.redis) as redis:
        await redis.set("it", 42)


async def remembers(servers: Servers) -> bool:
    try:
        owner = await asyncpg.connect(servers.owner_database)
        try:
            known = await owner.fetchval("SELECT it FROM memory")
        finally:
            await owner.close()
        async with Redis.from_url(servers.redis) as redis:
            return bool(known == 42 and await redis.get("it") == b"42")
    except (OSError, asyncpg.PostgresError, RedisError):
        return False
