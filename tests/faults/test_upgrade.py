"""The release before is replaced, process by process, while orders flow: no request fails."""

import asyncio
import io
import json
import os
import subprocess
import sys
import tarfile
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx2
import pytest

from tests.faults.buyers import buying
from tests.isolation import ROOT
from tests.running.databases import Databases, DatabaseUrls
from tests.running.haproxy import ABSENT, PROGRAM_FILE, haproxy
from tests.running.running_shop import free_port
from tests.timeouts import TIMEOUT_SECONDS

pytestmark = [
    pytest.mark.process,
    pytest.mark.long,
    pytest.mark.timeout(600),
    pytest.mark.skipif(PROGRAM_FILE is None, reason=ABSENT),
]

RELEASE_BEFORE = "057bad76"
"""The commit of 0.1.0."""
PASSWORD = "correct horse battery staple"


@dataclass
class Release:
    """The program of a source tree, with a shop's settings."""

    tree: Path
    settings: dict[str, str]
    running: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            self._command(*arguments),
            cwd=self.tree,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def serve(self, port: int) -> None:
        """Start an API process and wait until it serves."""
        environment = self._environment(TRADEPOST_PORT=str(port))
        log = (Path(self.settings["TRADEPOST_HOME"]) / f"api{port}").open("wb")
        with log:
            self.running[port] = subprocess.Popen(
                self._command("serve"), cwd=self.tree, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        until(lambda: status(f"http://127.0.0.1:{port}/ready") == 200)

    def stop(self, port: int) -> None:
        """Stop an API process as an operator does, which lets it finish its requests."""
        process = self.running.pop(port)
        process.terminate()
        assert process.wait(60) in (0, -15)

    def kill_all(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait()

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-P", "-m", "entrypoints.cli", *arguments]

    def _environment(self, **more: str) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(self.tree), **self.settings, **more}


@pytest.fixture
async def database(databases: Databases) -> AsyncIterator[DatabaseUrls]:
    made = await databases.create(empty=True)
    yield made
    await databases.drop(made)


@pytest.fixture
def settings(database: DatabaseUrls, redis_url: str, broker_url: str, tmp_path: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": database.program,
        "TRADEPOST_MIGRATION_DATABASE_URL": database.owner,
        "REDIS_URL": redis_url,
        "TRADEPOST_BROKER_URL": broker_url,
        "TRADEPOST_HOME": str(tmp_path),
        "TRADEPOST_RATE_LIMITS": "off",
        "TRADEPOST_MAX_UNPAID_ORDERS": "0",
        "TRADEPOST_ADMIN_PASSWORD": PASSWORD,
        "TRADEPOST_POOL_SIZE": "8",
    }


@pytest.fixture
def before(settings: dict[str, str], tmp_path: Path) -> Iterator[Release]:
    """The release before this one, from the repository's history."""
    archive = subprocess.run(["git", "archive", RELEASE_BEFORE], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        pytest.skip(f"needs the commit {RELEASE_BEFORE} in the repository")
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tree:
        tree.extractall(tmp_path / "before", filter="data")
    release = Release(tmp_path / "before", settings)
    yield release
    release.kill_all()


@pytest.fixture
def after(settings: dict[str, str]) -> Iterator[Release]:
    release = Release(ROOT, settings)
    yield release
    release.kill_all()


async def test_no_request_fails_while_processes_are_replaced(
    before: Release, after: Release, database: DatabaseUrls
) -> None:
    ports = [free_port() for _ in range(4)]
    await asyncio.to_thread(before.run, "migrate")
    key = await asyncio.to_thread(open_shop, before)
    for port in ports[:2]:
        await asyncio.to_thread(before.serve, port)
    # 0.1.0 is not ready as soon as the database is newer than its own revision, so its liveness is checked.
    with haproxy(ports, check="/health") as url:
        await stock(url, key)
        async with buying(url, key) as buyers:
            await buyers.until_more()
            await asyncio.to_thread(after.run, "migrate")
            await buyers.until_more()
            for old, new in zip(ports[:2], ports[2:], strict=True):
                await asyncio.to_thread(after.serve, new)
                await asyncio.to_thread(before.stop, old)
                await buyers.until_more()
    # Within a release and with the same schema, readiness is what a load balancer checks.
    with haproxy(ports) as url:
        async with buying(url, key, first=100) as more:
            await more.until_more()
            for new, old in zip(ports[:2], ports[2:], strict=True):
                await asyncio.to_thread(after.serve, new)
                await asyncio.to_thread(after.stop, old)
                await more.until_more()
    placed = len(buyers.placed | more.placed)
    assert (buyers.failures, more.failures) == ([], [])
    assert await orders_in(database) == placed
    assert len(buyers.placed) + len(more.placed) == placed
    assert json.loads(await asyncio.to_thread(after.run, "doctor", "--json"))["healthy"]


async def test_a_gap_is_noticed(after: Release) -> None:
    """The control: the only process ends before another one serves."""
    port = free_port()
    await asyncio.to_thread(after.run, "migrate")
    key = await asyncio.to_thread(open_shop, after)
    await asyncio.to_thread(after.serve, port)
    with haproxy([port]) as url:
        await stock(url, key)
        async with buying(url, key) as buyers:
            await buyers.until_more(10)
            await asyncio.to_thread(after.stop, port)
            async with asyncio.timeout(TIMEOUT_SECONDS):
                while not buyers.failures:
                    await asyncio.sleep(0.02)


def open_shop(release: Release) -> str:
    """Create the administrator; returns an API key with all scopes."""
    release.run("create-admin", "--email", "admin@example.com")
    printed = release.run("api-key", "--owner", "admin@example.com", "--name", "buyers", "--all-scopes")
    return printed.strip().splitlines()[-1].split()[-1]


async def stock(url: str, key: str) -> None:
    async with httpx2.AsyncClient(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=30) as http:
        for path, body in (
            ("/v1/products", {"sku": "MUG", "name": "Mug", "price_cents": 1000}),
            ("/v1/inventory/restock", {"sku": "MUG", "quantity": 1_000_000}),
        ):
            response = await http.post(path, json=body, headers={"Idempotency-Key": path})
            assert response.status_code == 201, response.text


async def orders_in(database: DatabaseUrls) -> int:
    owner = await asyncpg.connect(database.owner)
    try:
        return int(await owner.fetchval("SELECT count(*) FROM orders.orders"))
    finally:
        await owner.close()


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return int(response.status)
    except OSError:
        return 0


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
