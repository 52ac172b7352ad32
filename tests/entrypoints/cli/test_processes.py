"""Commands that start or prepare processes, run as a user runs them."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import asyncpg
import pytest

from entrypoints.configuration.environment import setting_variables
from tests.running.databases import Databases

pytestmark = pytest.mark.process


class Ended(NamedTuple):
    code: int
    output: str
    errors: str


Run = Callable[..., Awaitable[Ended]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command with only the given settings."""

    async def tradepost(*arguments: str, **environment: str) -> Ended:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "entrypoints.cli", *arguments),
            env={**os.environ, "COLUMNS": "120", **environment},
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        output, errors = await process.communicate()
        return Ended(process.returncode or 0, output.decode(), errors.decode())

    return tradepost


@pytest.mark.parametrize("command", ["serve", "migrate"])
async def test_a_process_does_not_start_without_its_servers(run: Run, command: str) -> None:
    ended = await run(command, TRADEPOST_PROT="8000")
    assert ended.code == 2
    assert ended.output == ""
    assert [line.partition(":")[0] for line in ended.errors.splitlines()] == [
        "TRADEPOST_PROT",
        "DATABASE_URL",
        "REDIS_URL",
    ]


async def test_variables_of_kubernetes_give_one_line(run: Run) -> None:
    links = {"TRADEPOST_PORT": "tcp://10.0.0.1:8000", "TRADEPOST_SERVICE_HOST": "10.0.0.1"}
    nowhere = {"DATABASE_URL": "postgresql://shop@127.0.0.1:1/shop", "REDIS_URL": "redis://unused"}
    ended = await run("serve", **links, **nowhere)
    ignored, unreachable = ended.errors.splitlines()
    assert ignored.startswith("ignored, because Kubernetes sets them for a service: TRADEPOST_PORT, TRADEPOST_SERVICE")
    assert unreachable.startswith("DATABASE_URL: PostgreSQL at 127.0.0.1:1/shop cannot be reached")


async def test_migrating_twice_changes_nothing_the_second_time(run: Run, databases: Databases) -> None:
    database = await databases.create(empty=True)
    try:
        environment = {
            "DATABASE_URL": database.program,
            "TRADEPOST_MIGRATION_DATABASE_URL": database.owner,
            "REDIS_URL": "redis://unused",
        }
        behind = await run("migrate", "--check", **environment)
        assert behind.code == 1
        assert "not up to date" in behind.errors
        for _ in range(2):
            assert (await run("migrate", **environment)).code == 0
        assert (await run("migrate", "--check", **environment)).code == 0
        await _add_a_column(database.owner)
        differing = await run("migrate", "--check", **environment)
        assert differing.code == 1
        assert "unknown_to_the_code" in differing.errors
    finally:
        await databases.drop(database)


async def test_every_setting_is_listed(run: Run) -> None:
    ended = await run("settings")
    assert ended.code == 0
    assert all(f"| `{name}` |" in ended.output for name in setting_variables())


async def test_stopping_without_processes_succeeds(run: Run) -> None:
    ended = await run("stop")
    assert (ended.code, ended.output) == (0, "nothing was running\n")


async def _add_a_column(url: str) -> None:
    owner = await asyncpg.connect(url)
    try:
        await owner.execute("ALTER TABLE platform.audit_log ADD COLUMN unknown_to_the_code text")
    finally:
        await owner.close()
