import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from entrypoints.scheduler import Scheduler
from shared.infra.sql.database import Database
from shared.infra.sql.locks import Locks
from shared.kernel.module import Job


class MemoryLocks:
    def __init__(self) -> None:
        self.names: set[str] = set()

    @asynccontextmanager
    async def held(self, name: str) -> AsyncIterator[bool]:
        free = name not in self.names
        self.names.add(name)
        try:
            yield free
        finally:
            if free:
                self.names.remove(name)


class Work:
    """Counts how often it was done, and how often by two at once."""

    def __init__(self, seconds: float = 0.0, *, fails: bool = False) -> None:
        self.done: list[float] = []
        self.overlaps = 0
        self._under_way = 0
        self._seconds = seconds
        self._fails = fails

    async def __call__(self) -> None:
        self._under_way += 1
        self.overlaps += self._under_way > 1
        await asyncio.sleep(self._seconds)
        self._under_way -= 1
        self.done.append(time.time())
        if self._fails:
            raise RuntimeError("not today")


async def run_for(seconds: float, *schedulers: Scheduler) -> None:
    await run_until(lambda: False, *schedulers, seconds=seconds)


async def run_until(enough: Callable[[], bool], *schedulers: Scheduler, seconds: float = 10) -> None:
    stop = asyncio.Event()
    running = asyncio.gather(*(scheduler.run(stop) for scheduler in schedulers))
    deadline = time.monotonic() + seconds
    while not enough() and time.monotonic() < deadline:
        await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(running, 5)


async def test_a_job_runs_at_whole_multiples_of_its_interval() -> None:
    work = Work()
    every = timedelta(seconds=0.2)
    await run_until(lambda: len(work.done) >= 3, Scheduler([Job("m.work", every, work)], MemoryLocks()))
    assert all(moment % 0.2 < 0.19 for moment in work.done)
    assert work.done[-1] - work.done[0] > 0.2


async def test_one_that_fails_is_tried_again_and_stops_no_other() -> None:
    broken, sound = Work(fails=True), Work()
    jobs = [Job("m.broken", timedelta(seconds=0.1), broken), Job("m.sound", timedelta(seconds=0.1), sound)]
    with capture_logs() as lines:
        await run_until(lambda: min(len(broken.done), len(sound.done)) >= 2, Scheduler(jobs, MemoryLocks()))
    assert {line["job"] for line in lines if line["log_level"] == "error"} == {"m.broken"}
    assert len(broken.done) >= 2
    assert len(sound.done) >= 2


async def test_a_job_under_way_is_finished_before_stopping() -> None:
    work = Work(seconds=0.4)
    await run_for(0.25, Scheduler([Job("m.slow", timedelta(seconds=0.1), work)], MemoryLocks()))
    assert len(work.done) == 1


async def test_without_jobs_it_waits_to_be_stopped() -> None:
    await run_for(0.05, Scheduler([], MemoryLocks()))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, {}, pool_size=4)
    yield made
    await made.close()


async def test_two_schedulers_do_no_job_at_the_same_time(db: Database) -> None:
    work = Work(seconds=0.15)
    job = Job("m.work", timedelta(seconds=0.1), work)
    await run_until(lambda: len(work.done) >= 4, *(Scheduler([job], Locks(db)) for _ in range(2)))
    assert len(work.done) >= 4
    assert work.overlaps == 0


async def test_without_a_database_jobs_wait_for_better_times() -> None:
    nowhere = Database("postgresql://nobody@127.0.0.1:1/none", {})
    with capture_logs() as lines:
        assert not await Scheduler([], Locks(nowhere)).once(Job("m.work", timedelta(seconds=1), Work()))
    await nowhere.close()
    (line,) = lines
    assert (line["log_level"], line["job"], line["code"]) == ("warning", "m.work", "dependency_unavailable")
    assert "exc_info" not in line
