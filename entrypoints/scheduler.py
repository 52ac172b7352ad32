"""Does what is due every so often. Any number of schedulers may run: each turn of a job is one's alone."""

import asyncio
import time
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

RUNS = Counter("tradepost_job_runs", "Runs of jobs: done, failed, or waiting for better times.", ["job", "outcome"])
SECONDS = Histogram(
    "tradepost_job_seconds", "Time of a job's run.", ["job"], buckets=(0.005, 0.025, 0.1, 0.5, 1, 5, 30, 120, 600)
)
SUCCEEDED = Gauge(
    "tradepost_job_success_timestamp_seconds",
    "When the job was done last.",
    ["job"],
    multiprocess_mode="mostrecent",
)

_log = structlog.get_logger("tradepost.scheduler")


class Turns(Protocol):
    """Keeps two schedulers from doing the same job at the same time, or both in one turn."""

    def taken(self, job: str, every: timedelta) -> AbstractAsyncContextManager[bool]:
        """Whether the turn is the caller's; it is done when the block ends without an error."""
        ...


class Scheduler:
    """Runs each job at whole multiples of its interval, so that several schedulers are due together."""

    def __init__(self, jobs: Sequence[Job], turns: Turns) -> None:
        self._jobs = jobs
        self._turns = turns

    async def run(self, stop: asyncio.Event) -> None:
        """Keep to the intervals until told to stop; a job under way is finished first."""
        await asyncio.gather(*(self._keep(job, stop) for job in self._jobs))
        await stop.wait()

    async def _keep(self, job: Job, stop: asyncio.Event) -> None:
        every = job.every.total_seconds()
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), every - time.time() % every)
            if not stop.is_set():
                await self.once(job)

    async def once(self, job: Job) -> bool:
        """Run the job now unless somebody else is at it or has done this turn; whether it ran to its end."""
        with bound_contextvars(job=job.name):
            return await self._turn(job)

    async def _turn(self, job: Job) -> bool:
        began = time.monotonic()
        try:
            async with self._turns.taken(job.name, job.every) as ours:
                if not ours:
                    return False
                with span(f"job {job.name}", parent=ROOT):
                    await job.run()
        except Unavailable as unavailable:
            # The next turn is soon, and the cause is not in here: one line tells it all.
            _log.warning("job not possible now", job=job.name, code=unavailable.code, detail=unavailable.detail)
            RUNS.labels(job.name, "waiting").inc()
            return False
        except Exception:
            _log.exception("job failed", job=job.name)
            RUNS.labels(job.name, "failed").inc()
            return False
        _done(job, time.monotonic() - began)
        return True


def _done(job: Job, seconds: float) -> None:
    RUNS.labels(job.name, "done").inc()
    SECONDS.labels(job.name).observe(seconds)
    SUCCEEDED.labels(job.name).set_to_current_time()
    _log.debug("job done", job=job.name, seconds=round(seconds, 3))
