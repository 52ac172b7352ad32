"""The job worker: processes jobs in short time slices."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from time import monotonic

import structlog

from modules.import_export.application.jobs.claim_job import ClaimJob
from modules.import_export.application.jobs.release_job import ReleaseJob
from modules.import_export.application.run_job_step import RunJobStep
from modules.import_export.domain.job import Job
from shared.kernel.errors import Unavailable
from shared.kernel.module import BackgroundTask, Stop

POLL_SECONDS = 1.0
"""The poll interval while there is no job."""

SLICE_SECONDS = 1.0
"""The time slice of a job, so that large jobs do not block small ones."""

PAUSE_RATIO = 0.5
"""The pause after a chunk, as a share of the chunk's duration, so that imports do not slow down orders."""

_log = structlog.get_logger("tradepost.import_export")


class JobWorker:
    """Any number of workers may run, in any number of processes."""

    def __init__(
        self,
        claim: ClaimJob,
        step: RunJobStep,
        release: ReleaseJob,
    ) -> None:
        self._claim = claim
        self._step = step
        self._release = release

    async def run(self, stop: Stop) -> None:
        """Process jobs until stopped. The current chunk is completed first."""
        while not stop.is_set():
            if not await self.turn(stop):
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), POLL_SECONDS)

    async def turn(self, stop: Stop) -> bool:
        """Process one time slice of the next job; False if there is none."""
        job = await self._claim()
        if job is None:
            return False
        if job.is_active:
            pause, counts = await self._work(job, stop)
            await self._release(job, pause, counts=counts)
        return True

    async def _work(self, job: Job, stop: Stop) -> tuple[timedelta, bool]:
        """The pause before the next slice, and whether the attempt counts."""
        held: Job | None = job
        ends = monotonic() + SLICE_SECONDS
        try:
            while held is not None and held.is_active and monotonic() < ends and not stop.is_set():
                began = monotonic()
                held = await self._step(held)
                await asyncio.sleep(PAUSE_RATIO * (monotonic() - began))
        except Unavailable as unavailable:
            _log.warning("job postponed", job=job.id, code=unavailable.code, detail=unavailable.detail)
            return timedelta(seconds=1), False
        except Exception:
            _log.exception("job attempt failed", job=job.id, attempts=job.attempts)
            return timedelta(seconds=job.attempts), True
        return timedelta(0), True


def loops(worker: JobWorker) -> list[BackgroundTask]:
    return [BackgroundTask("import_export.worker", worker.run)]
