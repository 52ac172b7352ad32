import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise

import pytest
from structlog.testing import capture_logs

from entrypoints.processes.scheduler import Scheduler
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.infra.sql.job_lock import JobLock
from shared.kernel.module import Job
from tests.timeouts import TIMEOUT_SECONDS


class AlwaysAcquired:
    """Always acquires the lock."""

    @asynccontextmanager
    async def acquire(self, job: str, every: timedelta) -> AsyncIterator[bool]:
        yield True


class Work:
    """Counts its runs and its overlapping runs."""

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


async def run_until(enough: Callable[[], bool], *schedulers: Scheduler, seconds: float = TIMEOUT_SECONDS) -> None:
    stop = asyncio.Event()
    running = asyncio.gather(*(scheduler.run(stop) for scheduler in schedulers))
    deadline = time.monotonic() + seconds
    while not enough() and time.monotonic() < deadline:
        await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(running, TIMEOUT_SECONDS)


async def test_a_job_runs_at_whole_multiples_of_its_interval() -> None:
    work = Work()
    every = timedelta(seconds=0.2)
    await run_until(lambda: len(work.done) >= 3, Scheduler([Job("m.work", every, work)], AlwaysAcquired()))
    assert all(moment % 0.2 < 0.19 for moment in work.done)
    assert work.done[-1] - work.done[0] > 0.2


async def test_a_failed_job_is_retried_and_others_continue() -> None:
    broken, sound = Work(fails=True), Work()
    jobs = [Job("m.broken", timedelta(seconds=0.1), broken), Job("m.sound", timedelta(seconds=0.1), sound)]
    with capture_logs() as lines:
        await run_until(lambda: min(len(broken.done), len(sound.done)) >= 2, Scheduler(jobs, AlwaysAcquired()))
    assert {line["job"] for line in lines if line["log_level"] == "error"} == {"m.broken"}
    assert len(broken.done) >= 2
    assert len(sound.done) >= 2


async def test_a_job_under_way_is_finished_before_stopping() -> None:
    work = Work(seconds=0.4)
    await run_for(0.25, Scheduler([Job("m.slow", timedelta(seconds=0.1), work)], AlwaysAcquired()))
    assert len(work.done) == 1


async def test_without_jobs_it_waits_to_be_stopped() -> None:
    await run_for(0.05, Scheduler([], AlwaysAcquired()))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    made = Database(database_url, {}, pool_size=4, outbox=Outbox)
    yield made
    await made.close()


async def test_two_schedulers_never_run_a_job_concurrently(db: Database) -> None:
    work = Work(seconds=0.15)
    job = Job("m.work", timedelta(seconds=0.1), work)
    await run_until(lambda: len(work.done) >= 4, *(Scheduler([job], JobLock(db)) for _ in range(2)))
    assert len(work.done) >= 4
    assert work.overlaps == 0


async def test_each_run_is_taken_by_one_of_two_schedulers(db: Database) -> None:
    work, lone, every = Work(), Work(), 0.25
    jobs = [Job("m.work", timedelta(seconds=every), work)]
    # The planted fault: the same two schedulers with a lock that is always free; both run the job.
    careless = [Job("m.lone", timedelta(seconds=every), lone)]
    schedulers = [Scheduler(jobs, JobLock(db)) for _ in range(2)] + [
        Scheduler(careless, AlwaysAcquired()) for _ in range(2)
    ]
    await run_until(lambda: len(work.done) >= 4, *schedulers)
    assert len(work.done) >= 4
    assert min(later - earlier for earlier, later in pairwise(work.done)) > every / 2
    assert len(lone.done) > 1.5 * len(work.done)


async def test_each_period_runs_a_job_once(db: Database) -> None:
    work = Work()
    daily = Job("m.daily", timedelta(days=1), work)
    first, second = Scheduler([], JobLock(db)), Scheduler([], JobLock(db))
    assert [await one.once(daily) for one in (first, second, first)] == [True, False, False]
    assert await second.once(Job("m.other", daily.every, work))
    db.clock_shift = timedelta(days=1)
    assert [await one.once(daily) for one in (second, first)] == [True, False]


async def test_a_failed_run_is_repeated_in_its_period(db: Database) -> None:
    sound, broken = Work(), Work(fails=True)
    with capture_logs():
        assert not await Scheduler([], JobLock(db)).once(Job("m.daily", timedelta(days=1), broken))
    assert await Scheduler([], JobLock(db)).once(Job("m.daily", timedelta(days=1), sound))


@pytest.mark.parametrize("every", [timedelta(days=1), timedelta(hours=1)])
async def test_clocks_90_seconds_apart_agree_on_the_period(db: Database, every: timedelta) -> None:
    work = Work()
    job, scheduler = Job("m.work", every, work), Scheduler([], JobLock(db))
    to_turn = every - timedelta(seconds=time.time() % every.total_seconds())
    ran = []
    for seconds in (-90, 0, 90):
        db.clock_shift = to_turn + timedelta(seconds=seconds)
        ran.append(await scheduler.once(job))
    assert ran == [True, False, False]


async def test_jobs_wait_while_the_database_is_unavailable() -> None:
    nowhere = Database("postgresql://unknown@127.0.0.1:1/none", {}, outbox=Outbox)
    with capture_logs() as lines:
        assert not await Scheduler([], JobLock(nowhere)).once(Job("m.work", timedelta(seconds=1), Work()))
    await nowhere.close()
    (line,) = lines
    assert (line["log_level"], line["job"], line["code"]) == ("warning", "m.work", "dependency_unavailable")
    assert "exc_info" not in line
