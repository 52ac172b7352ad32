"""Every job of the program, run by two schedulers at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

import pytest
from structlog.testing import capture_logs

from entrypoints.api_program import ApiProgram
from entrypoints.processes.scheduler import Scheduler
from modules.operations.http_container import OperationsHttpContainer
from shared.infra.injection import resolve
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.infra.sql.job_lock import JobLock
from tests.settings import settings_of


@pytest.fixture
async def programs(database_url: str, redis_url: str) -> AsyncIterator[list[ApiProgram]]:
    """Two processes of one shop, simulated in this process."""
    settings = partial(settings_of, database_url, redis_url)
    containers = [ApiProgram(settings, f"scheduler {number}") for number in range(2)]
    await register(containers[0].database(), containers[0].consumers())
    yield containers
    for container in containers:
        await container.close()


async def test_two_schedulers_share_the_runs_of_every_job(programs: list[ApiProgram]) -> None:
    schedulers = [Scheduler([], JobLock(program.database())) for program in programs]
    for job, same in zip(programs[0].jobs(), programs[1].jobs(), strict=True):
        # An hour is longer than this test takes: all of it is one turn.
        jobs = [type(job)(job.name, max(job.every, timedelta(hours=1)), one.run) for one in (job, same)]
        with capture_logs() as lines:
            ran = await asyncio.gather(*(s.once(one) for s, one in zip(schedulers, jobs, strict=True)))
            ran += [await s.once(one) for s, one in zip(schedulers, jobs, strict=True)]
        assert ran.count(True) == 1, job.name
        assert not [line for line in lines if line["log_level"] in ("warning", "error") and "job" in line], job.name


async def test_running_a_job_twice_concurrently_is_safe(programs: list[ApiProgram]) -> None:
    """Locks prevent it, but jobs do not depend on them."""
    for job, same in zip(programs[0].jobs(), programs[1].jobs(), strict=True):
        with capture_logs():
            await asyncio.gather(job.run(), same.run(), job.run())
    with capture_logs():
        diagnosis = await resolve(programs[0].of(OperationsHttpContainer).run_doctor)()
    assert diagnosis.healthy
