"""Release a job after a time slice."""

from dataclasses import replace
from datetime import timedelta

from modules.import_export.domain.job import Job
from modules.import_export.ports.unit_of_work import Begin


class ReleaseJob:
    """No worker claims the job during `pause`. With `counts` false, the turn does not count as a failed attempt."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, job: Job, pause: timedelta = timedelta(0), *, counts: bool = True) -> None:
        async with self._begin() as work:
            held = await work.jobs.held(job.id, job.claims)
            if held is None:
                return
            until = work.tx.now + pause if pause else None
            attempts = held.attempts if counts else max(held.attempts - 1, 0)
            await work.jobs.save(replace(held, leased_until=until, attempts=attempts))
            await work.commit()
