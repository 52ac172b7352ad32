"""Runs periodic jobs. Several schedulers may run at once; a lock ensures that one of them runs each job."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, suppress
from datetime import timedelta
from typing import Protocol

import structlog
from prometheus_client import Counter, Gauge, Histogram
from structlog.contextvars import bound_contextvars

from shared.infra.tracing.spans import ROOT, span
from shared.kernel.errors import Unavailable
from shared.kernel.module import Job

RUNS = Counter(
    "tradepost_job_runs",
    "Runs of jobs, by outcome: done, failed, or waiting because a dependency is unavailable.",
    ["job", "outcome"],
)
SECONDS = Histogram(
    "tradepost_job_seconds", "Duration of a job's run.", ["job"], buckets=(0.005, 0.025, 0.1, 0.5, 1, 5, 30, 120, 600)
)
SUCCEEDED = Gauge(
    "tradepost_job_success_timestamp_seconds",
    "When the job last succeeded.",
    ["job"],
    multiprocess_mode="mostrecent",
)

FAILING = Gauge(
    "tradepost_job_consecutive_failures",
    "Failed runs of the job since it last succeeded, or since another scheduler ran it.",
    ["job"],
    multiprocess_mode="livemax",
)

_log = structlog.get_logger("tradepost.scheduler")


class JobLocks(Protocol):
    """Prevents two schedulers from running the same job at once, or twice in one interval."""

    def acquire(self, job: str, every: timedelta) -> AbstractAsyncContextManager[bool]:
        """Yields whether the caller may run the job; the run counts when the block ends without an error."""
        ...


class Scheduler:
    """Runs each job at whole multiples of its interval, so that all schedulers agree on the times."""

    def __init__(self, jobs: Sequence[Job], locks: JobLocks) -> None:
        self._jobs = jobs
        self._locks = locks
        self._failures: dict[str, int] = defaultdict(int)

    async def run(self, stop: asyncio.Event) -> None:
        """Run the jobs until `stop` is set; a running job is finished first."""
        await asyncio.gather(*(self._repeat(job, stop) for job in self._jobs))
        await stop.wait()

    async def _repeat(self, job: Job, stop: asyncio.Event) -> None:
        every = job.every.total_seconds()
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), every - time.time() % every)
            if not stop.is_set():
                await self.once(job)

    async def once(self, job: Job) -> bool:
        """Run the job unless another scheduler runs it or has run it in this interval. Returns whether it succeeded."""
        with bound_contextvars(job=job.name):
            return await self._run_locked(job)

    async def _run_locked(self, job: Job) -> bool:
        started = time.monotonic()
        try:
            async with self._locks.acquire(job.name, job.every) as acquired:
                if not acquired:
                    self._count_failures(job, 0)
                    return False
                with span(f"job {job.name}", parent=ROOT):
                    await job.run()
        except Unavailable as unavailable:
            # The job is retried at the next interval, and the cause lies elsewhere: one log line is enough.
            _log.warning("job not possible now", job=job.name, code=unavailable.code, detail=unavailable.detail)
            RUNS.labels(job.name, "waiting").inc()
            return False
        except Exception:
            _log.exception("job failed", job=job.name)
            RUNS.labels(job.name, "failed").inc()
            self._count_failures(job, self._failures[job.name] + 1)
            return False
        self._count_failures(job, 0)
        _done(job, time.monotonic() - started)
        return True

    def _count_failures(self, job: Job, failures: int) -> None:
        self._failures[job.name] = failures
        FAILING.labels(job.name).set(failures)


def _done(job: Job, seconds: float) -> None:
    RUNS.labels(job.name, "done").inc()
    SECONDS.labels(job.name).observe(seconds)
    SUCCEEDED.labels(job.name).set_to_current_time()
    _log.debug("job done", job=job.name, seconds=round(seconds, 3))
