"""The embedded servers: durable, restarted when they die, ended with the run."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from entrypoints.local.home import Home
from entrypoints.local.infrastructure import Infrastructure, Servers
from entrypoints.local.leftovers import end_everything
from entrypoints.local.postgres import postmaster_pid
from entrypoints.settings import Settings

pytestmark = [pytest.mark.process, pytest.mark.timeout(120)]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    home = Home(tmp_path / "home")
    home.occupy()
    return home


@pytest.fixture
async def infrastructure(home: Home) -> AsyncIterator[Infrastructure]:
    settings = Settings(DATABASE_URL="postgresql://pending", REDIS_URL="redis://pending")
    infrastructure = Infrastructure(settings, home, print)
    yield infrastructure
    await infrastructure.stop()
    end_everything(home.folder)


async def test_the_servers_come_back_with_their_data(infrastructure: Infrastructure, home: Home) -> None:
    servers = await infrastructure.start()
    await remember(servers)
    os.kill(postmaster_pid(home.postgres) or 0, signal.SIGQUIT)
    (valkey,) = home.register.entries()
    await asyncio.sleep(1.1)  # the append-only file reaches the disk every second
    os.kill(valkey.pid, signal.SIGKILL)
    async with asyncio.timeout(30):
        while not await remembers(servers):
            await asyncio.sleep(0.05)

    await infrastructure.stop()
    assert postmaster_pid(home.postgres) is None
    assert home.register.entries() == []


async def test_what_a_killed_run_left_is_adopted_or_ended(infrastructure: Infrastructure, home: Home) -> None:
    await infrastructure.start()
    left = postmaster_pid(home.postgres)
    (valkey,) = home.register.entries()
    (home.postgres / ".handle_pids.json").write_text(f"[{os.getppid()}]")
    assert end_everything(home.folder) == ["valkey", "postgres"]
    assert left is not None
    assert postmaster_pid(home.postgres) is None
    assert not valkey.is_alive
    assert end_everything(home.folder) == []


def test_a_pid_file_of_a_server_that_is_gone_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\n{tmp_path}\n")
    assert postmaster_pid(tmp_path) is None


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
