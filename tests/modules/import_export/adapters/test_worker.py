"""Workers: one worker per chunk, fair turns between owners, and no line lost or repeated after a crash."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from modules.import_export.domain.job import LEASE
from shared.infra.injection import resolve
from shared.infra.sql.transaction import SqlReading
from shared.kernel.errors import Unavailable
from tests.modules.import_export import worker
from tests.modules.import_export.import_export_app import ImportExportApp, table
from tests.statements import noted
from tests.timeouts import TIMEOUT_SECONDS


@contextmanager
def running(database_url: str, broker_url: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ}
    command = [sys.executable, worker.__file__, database_url, broker_url]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def titles(name: str, number: int) -> list[tuple[str, str]]:
    return [(f"{name} {n:05}", str(n)) for n in range(number)]


async def test_many_workers_import_every_line_once(app: ImportExportApp) -> None:
    whose = {"librarian": "a", "colleague": "b", "admin": "c"}
    for who, name in whose.items():
        await app.started(table(titles(name, 330)), who)
    await asyncio.gather(*(app.work() for _ in range(4)))
    await app.work()
    taken = await app.imported()
    for name in whose.values():
        assert [each for each in taken if each[0].startswith(name)] == titles(name, 330)


async def test_a_worker_with_an_expired_lease_loses_its_job(app: ImportExportApp) -> None:
    number = await app.started(table(titles("a", 250)))
    first = await resolve(app.import_export.claim_job)()
    assert first is not None
    assert await resolve(app.import_export.claim_job)() is None
    app.database.clock_shift = LEASE + timedelta(seconds=1)
    second = await resolve(app.import_export.claim_job)()
    assert second is not None
    assert (second.id, second.claims) == (first.id, first.claims + 1)
    assert await resolve(app.import_export.step)(first) is None
    assert await resolve(app.import_export.step)(second) is not None
    await resolve(app.import_export.release_job)(first)
    app.database.clock_shift += LEASE + timedelta(seconds=1)
    await app.work()
    assert (await app.job(number))["status"] == "succeeded"
    assert await app.imported() == titles("a", 250)


async def test_many_jobs_of_one_owner_do_not_delay_other_owners(app: ImportExportApp) -> None:
    much = [await app.export("librarian") for _ in range(3)]
    little = await app.export("colleague")
    order = []
    while (job := await resolve(app.import_export.claim_job)()) is not None:
        order.append(job.id)
        while job is not None and job.is_active:
            job = await resolve(app.import_export.step)(job)
    assert order == [much[0], little, much[1], much[2]]


async def test_every_line_is_imported_once_wherever_a_chunk_fails(
    app: ImportExportApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection fails before each statement of a chunk in turn; the job is then resumed."""
    fetch, broken = SqlReading.fetch, 0
    for point in range(30):
        number = await app.started(table([*titles(f"p{point}", 3), ("", "1")]))
        count = 0

        async def breaking(self: SqlReading, sql: str, *arguments: object, point: int = point) -> Any:
            nonlocal count
            count += 1
            if count > point:
                raise Unavailable("dependency_unavailable", "gone")
            return await fetch(self, sql, *arguments)

        job = await resolve(app.import_export.claim_job)()
        assert job is not None
        monkeypatch.setattr(SqlReading, "fetch", breaking)
        try:
            await resolve(app.import_export.step)(job)
        except Unavailable:
            broken += 1
        finally:
            monkeypatch.setattr(SqlReading, "fetch", fetch)
        app.database.clock_shift += LEASE + timedelta(seconds=1)
        await app.work()
        done = await app.job(number)
        assert (done["status"], done["done"], done["error_count"]) == ("succeeded", 4, 1)
        assert [each for each in await app.imported() if each[0].startswith(f"p{point} ")] == titles(f"p{point}", 3)
        errors = await app.client().get(done["result_url"])
        assert errors.text.count("\r\n") == 2
        if count <= point:
            break
    assert 5 <= broken < 25


async def test_row_context_is_passed_to_later_turns(app: ImportExportApp) -> None:
    lines = [("Foundation", 1), *(("", number) for number in range(2, 251))]
    number = await app.started(table(lines, ["series", "volume"]))
    for turn in range(3):
        job = await resolve(app.import_export.claim_job)()
        assert job is not None
        assert await resolve(app.import_export.step)(job) is not None
        kept = await app.rows("SELECT job_id FROM import_export.row_context")
        assert {row["job_id"] for row in kept} == ({number} if turn < 2 else set())
        app.database.clock_shift += LEASE + timedelta(seconds=1)
    done = await app.job(number)
    assert (done["format"], done["status"], done["done"]) == ("series", "succeeded", 250)
    assert [title for title, _ in await app.imported()] == [f"Foundation {volume}" for volume in range(1, 251)]


async def test_repeated_keys_are_rejected_across_turns(app: ImportExportApp) -> None:
    """Each chunk is processed by another worker, as after a crash of the previous one."""
    number = await app.started(table([*titles("a", 150), *titles("a", 100)]))
    for _ in range(3):
        job = await resolve(app.import_export.claim_job)()
        assert job is not None
        assert await resolve(app.import_export.step)(job) is not None
        app.database.clock_shift += LEASE + timedelta(seconds=1)
    done = await app.job(number)
    assert (done["status"], done["done"], done["error_count"]) == ("succeeded", 250, 100)
    assert {error["code"] for error in done["errors"]} == {"duplicate_title"}
    first = done["errors"][0]
    assert (first["line"], first["message"][:27]) == (152, "Line 2 names a 00000 alread")
    assert await app.imported() == titles("a", 150)
    assert await app.rows("SELECT 1 FROM import_export.row_context") == []


async def test_the_number_of_statements_of_a_chunk_is_constant(
    app: ImportExportApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements = noted(monkeypatch)
    counts = []
    for lines in (2, 90):
        await app.started(table([*titles(f"l{lines}", lines), ("", "1")]))
        job = await resolve(app.import_export.claim_job)()
        assert job is not None
        statements.clear()
        await resolve(app.import_export.step)(job)
        counts.append(len(statements))
    assert counts[0] == counts[1] < 15


@pytest.mark.process
async def test_killing_a_worker_loses_and_repeats_no_line(
    app: ImportExportApp, database_url: str, broker_url: str
) -> None:
    number = await app.started(table(titles("a", 3000)))
    with running(database_url, broker_url) as process:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while (await app.job(number))["done"] < 300:
                await asyncio.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
    job = await app.job(number)
    assert (job["status"], len(await app.imported())) == ("running", job["done"])
    assert job["done"] < 3000
    app.database.clock_shift = LEASE + timedelta(seconds=30)
    await app.work()
    assert (await app.job(number))["status"] == "succeeded"
    assert await app.imported() == titles("a", 3000)
