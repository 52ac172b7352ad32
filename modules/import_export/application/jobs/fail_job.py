"""Fail a job that cannot continue."""

from modules.import_export.application.jobs.finish_job import save_ended
from modules.import_export.domain.job import Failure, Job
from modules.import_export.ports.unit_of_work import Begin


class FailJob:
    """Completed work is kept. Does nothing if another worker has claimed the job."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, job: Job, failure: Failure) -> Job | None:
        async with self._begin() as work:
            held = await work.jobs.held(job.id, job.claims)
            if held is None:
                return None
            failed = held.end("failed", work.tx.now, failure)
            await save_ended(work, failed)
            await work.commit()
        return failed
